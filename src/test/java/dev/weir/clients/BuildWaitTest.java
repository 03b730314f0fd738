package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for a build is told for what. */
@WeirServer
@Timeout(60)
class BuildWaitTest {
  private static final String CONFIG =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: slow}
      spec: {source: {dockerfile: FROM scratch}, strategy: {dockerStrategy: {}}}
      """;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  BuildWaitTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "shop");
  }

  private void report(String build, String phase) {
    weir.says(
        "patch",
        "build/" + build,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"annotations\":{\"weir.dev/builder\":\"b\"}},\"status\":{\"phase\":\"%s\"}}"
            .formatted(phase));
  }

  @Test
  void forAnotherBuildOrForABuilderThatIsNotThere() throws Exception {
    weir.says("create", "-f", weir.file("config.yaml", CONFIG));
    weir.says("start-build", "slow");
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.addAll(List.of("start-build", "slow", "--wait"));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(server.environment(work));
    Process waiting = builder.start();
    try (BufferedReader said = waiting.errorReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine())
          .isEqualTo(
              "waiting: the build shop/slow-2 is New: The build slow-1 of the same config comes"
                  + " first (spec.runPolicy).");
      assertThat(weir.says("get", "builds"))
          .containsPattern("slow-1 .* New  ")
          .contains("New (AwaitsTurn)");
      for (String phase : List.of("Pending", "Running", "Complete")) {
        report("slow-1", phase);
      }
      assertThat(said.readLine())
          .startsWith(
              "waiting: the build shop/slow-2 is New: it is its turn, and no builder has taken"
                  + " it.");
      report("slow-2", "Pending");
      assertThat(said.readLine()).isEqualTo("waiting: the build shop/slow-2 is Pending");
      for (String phase : List.of("Running", "Complete")) {
        report("slow-2", phase);
      }
    }
    assertThat(waiting.waitFor()).isZero();
  }
}
