package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.cli.Cli;
import dev.weir.cli.manual.Manual;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about commands are what the commands say of themselves. */
class CliPagesTest {
  private static final Path PAGES = Path.of("docs/cli");
  private static final String BY_HAND = "exit-codes.md";

  private final Manual manual = Cli.describing(ServerVerbs.all());

  @TempDir private Path work;

  @Test
  void thePagesAreCurrent() throws IOException {
    Map<String, String> kept = new TreeMap<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      for (Path file : files.toList()) {
        kept.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(kept.remove(BY_HAND)).isNotBlank();
    assertThat(kept)
        .as("docs/cli is not what the commands say; write it anew with: ./weir __manual docs/cli")
        .isEqualTo(manual.pages(false));
  }

  @Test
  void everyCommandHasAPageForMan() throws Exception {
    Map<String, String> pages = manual.pages(true);
    assertThat(pages.get("weir-tag.1")).contains(".SH WEIR TAG HISTORY\n", "\\-\\-alias");
    assertThat(pages.get("weir.1")).contains("\\fBweir serve\\fR", ".SH EXIT STATUS");
    assumeThat(Files.isExecutable(Path.of("/usr/bin/groff"))).as("groff").isTrue();
    List<String> line = new ArrayList<>(List.of("/usr/bin/groff", "-man", "-Tascii", "-ww", "-z"));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      line.add(Files.writeString(work.resolve(page.getKey()), page.getValue()).toString());
    }
    Process groff = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEmpty();
    assertThat(groff.waitFor()).isZero();
  }
}
