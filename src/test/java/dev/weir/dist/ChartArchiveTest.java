package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart as it is released: one file. */
class ChartArchiveTest {
  @TempDir private Path work;

  /** Once more, and the same bytes; helm takes them. */
  @Test
  void itIsPackedReproducibly() throws Exception {
    Path first = packed("first");
    assertThat(first).hasSameBinaryContentAs(packed("second"));
    assertThat(Chart.helm().run("show", "chart", first.toString())).contains("appVersion: 0.2.0");
    assertThat(Chart.helm().run("template", "weir", first.toString(), "--namespace", "weir"))
        .isEqualTo(Chart.text("weir", Chart.Values.of("default")));
  }

  /** What is released is what the sources make. */
  @Test
  void theReleasedOneIsTheSame() throws Exception {
    Path released = Artefacts.named("weir-", "-chart.tgz");
    assertThat(released).hasSameBinaryContentAs(packed("again"));
  }

  private Path packed(String name) throws IOException, InterruptedException {
    String said = Artefacts.run("packaging/chart/build", work.resolve(name).toString());
    return Path.of(said.strip().lines().toList().getLast());
  }

  /** The project's version and the chart's are one. */
  @Test
  void itHasTheVersionOfTheProject() throws IOException {
    String chart = Files.readString(Chart.SOURCE.resolve("Chart.yaml"));
    String project =
        Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?<version>([^<]+)<.*", "$1");
    assertThat(chart).contains("\nversion: " + project + "\n", "\nappVersion: " + project + "\n");
  }
}
