package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.call.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovingLinesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);
  private Terminal.Size size = new Terminal.Size(10, 20);
  private final AtomicLong nanos = new AtomicLong();
  private final MovingLines lines = new MovingLines(err, () -> size, nanos::get);

  /** What a terminal of this size shows. */
  private List<String> screen() {
    return TestScreen.of(size).after(written.toString(StandardCharsets.UTF_8));
  }

  private void resize(int rows, int columns) {
    size = new Terminal.Size(rows, columns);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
  }

  @Test
  void linesTakeThePlaceOfThoseBefore() {
    lines.show(List.of("one", "two", "all"));
    lines.show(List.of("1", "both"));
    assertThat(screen()).containsExactly("1", "both");
    lines.show(List.of("a", "b", "c"));
    assertThat(screen()).containsExactly("a", "b", "c");
    lines.clear();
    assertThat(screen()).isEmpty();
  }

  @Test
  void whatStaysStaysAboveThem() {
    lines.show(List.of("one", "all"));
    lines.clear();
    err.print("uploaded\n");
    lines.show(List.of("two", "all"));
    assertThat(screen()).containsExactly("uploaded", "two", "all");
  }

  @Test
  void noLineIsWiderThanTheTerminalAndNotMoreAreShownThanItHas() {
    lines.show(List.of("a line that does not fit"));
    assertThat(screen()).containsExactly("a line that does no");
    List<String> many = IntStream.range(0, 30).mapToObj(i -> "line " + i).toList();
    lines.show(many);
    lines.show(many);
    assertThat(screen()).hasSize(9).startsWith("line 21").endsWith("line 29");
  }

  @Test
  void anotherSizeLetsThemBeginAnewBelow() {
    lines.show(List.of("0123456789012345678", "all"));
    resize(10, 10);
    lines.show(List.of("0123456789012345678", "all"));
    assertThat(written.toString(StandardCharsets.UTF_8))
        .endsWith("all\u001b[K\n\u001b[J\u001b[?7h");
    assertThat(screen()).endsWith("012345678", "all");
    lines.clear();
    err.print("done\n");
    assertThat(screen()).endsWith("done");
  }

  @Test
  void theTerminalIsSoundAfterEachStep() {
    lines.show(List.of("one", "two"));
    assertThat(written.toString(StandardCharsets.UTF_8))
        .startsWith("\u001b[?7l")
        .endsWith("\n\u001b[J\u001b[?7h");
  }
}
