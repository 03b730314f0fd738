package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cli.call.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final AtomicReference<String> state = new AtomicReference<>("50%, a while left");

  private Progress begin(boolean moves) {
    return begin(moves, Duration.ofMillis(1));
  }

  private Progress begin(boolean moves, Duration period) {
    Progress.Screen screen =
        moves ? new MovingLine(err, () -> Terminal.Size.USUAL) : new LineAfterLine(err);
    return new Progress(err, screen, period, _ -> List.of(state.get()));
  }

  private String shown() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineMovesOnATerminalAndIsGoneAtTheEnd() {
    try (Progress _ = begin(true)) {
      await().until(() -> shown().contains("\r50%, a while left"));
      state.set("done");
      await().until(() -> shown().contains("\rdone" + " ".repeat(13) + "\r"));
    }
    assertThat(shown()).doesNotContain("\n", "\u001b").endsWith("\r    \r");
  }

  @Test
  void aLineIsCutWhereTheTerminalEnds() {
    Terminal.Size narrow = new Terminal.Size(24, 40);
    MovingLine line = new MovingLine(err, () -> narrow);
    line.show(List.of("reading layer24.tar 12.34MB of 25.17MB (49%), 3 s"));
    line.show(List.of("reading layer24.tar 13.57MB of 25.17MB (53%), 4 s"));
    assertThat(shown().split("\r"))
        .containsExactly(
            "",
            "reading layer24.tar 12.34MB of 25.17MB ",
            "reading layer24.tar 13.57MB of 25.17MB ");
    line.clear();
    assertThat(shown()).endsWith("\r" + " ".repeat(39) + "\r");
  }

  @Test
  void linesFollowOneAnotherElsewhere() {
    try (Progress _ = begin(false)) {
      await().until(() -> shown().contains("50%, a while left\n50%, a while left\n"));
    }
    assertThat(shown()).doesNotContain("\r");
  }

  @Test
  void aLineThatStaysTakesThePlaceOfTheMovingOne() {
    try (Progress progress = begin(true)) {
      await().until(() -> shown().endsWith("left"));
      progress.say("Uploaded");
      assertThat(shown()).contains("\r                 \rUploaded\n");
    }
  }

  @Test
  void aShortStepShowsNothing() {
    try (Progress _ = begin(true, Duration.ofHours(1))) {
      assertThat(shown()).isEmpty();
    }
    assertThat(shown()).isEmpty();
  }
}
