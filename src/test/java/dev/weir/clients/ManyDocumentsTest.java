package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that are long, large, or good in parts only. */
@WeirServer
@Timeout(60)
class ManyDocumentsTest {
  private static final int MEGABYTE = 1024 * 1024;

  private final WeirCalls weir;

  ManyDocumentsTest(WeirCalls weir) {
    this.weir = weir;
    weir.says("new-project", "demo");
  }

  @Test
  void halfOfAFileIsDoneAndBothHalvesAreCounted() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: good").append(i);
      text.append("}\n---\napiVersion: v1\nmetadata: {name: bad").append(i).append("}\n");
    }
    Output output = weir.attempt("", "apply", "-f", weir.file("half.yaml", text.toString()));
    assertThat(output.exit()).isOne();
    assertThat(output.out().lines()).hasSize(60).contains("configmap/good59 created");
    assertThat(output.err())
        .contains("unable to decode \"half.yaml\": Object 'Kind' is missing in '{\"apiVersion\"")
        .endsWith("60 of 120 objects were done, 60 were not\n");
  }

  @Test
  void tenThousandDocumentsAreRead() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append("---\napiVersion: nowhere.test/v1\nkind: Widget\nmetadata: {name: w")
          .append(i)
          .append("}\n");
    }
    text.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: last}\n");
    Output output =
        weir.attempt(
            "", "create", "--dry-run=client", "-f", weir.file("many.yaml", text.toString()));
    assertThat(output.exit()).isOne();
    assertThat(output.out()).isEqualTo("configmap/last created (dry run)\n");
    assertThat(output.err()).endsWith("1 of 10001 objects were done, 10000 were not\n");
  }

  @Test
  void whatIsTooLargeForTheServerIsSaid() throws IOException {
    String large =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\ndata:\n  a: |\n"
            + ("    " + "x".repeat(1019) + "\n").repeat(10 * MEGABYTE / 1024);
    String said = weir.fails("create", "-f", weir.file("large.yaml", large));
    assertThat(said).contains("large").doesNotContain("Exception", "\tat ");
    assertThat(said.length()).isLessThan(2_000);
  }
}
