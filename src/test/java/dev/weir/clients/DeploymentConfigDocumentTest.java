package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/deployment-configs.md}, typed as they stand. */
@WeirServer
@Timeout(180)
class DeploymentConfigDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/deployment-configs.md");

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;

  DeploymentConfigDocumentTest(Path work, ServerProcess server, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.caller = caller;
  }

  /** The command as a user has it; {@code push} is whatever pushes. */
  private ShellTerminal terminal() throws IOException {
    Path home = Files.createDirectories(work.resolve("user"));
    Path weir = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weir, "#!/bin/sh\nexec " + String.join(" ", RealClient.weirCommand()) + " \"$@\" 2>&1\n");
    assertThat(weir.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        home.resolve("web.yaml"),
        DeploymentConfigSample.FOLLOWING.replace("name: 'app:v1'", "name: 'app:live'"));
    return ShellTerminal.open(
        home,
        Map.of(
            "HOME",
            home.toString(),
            "PATH",
            weir.resolveSibling("") + ":" + System.getenv("PATH"),
            "KUBECONFIG",
            server.kubeconfig().toString()));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    TestPushes pushes = new TestPushes(caller);
    try (ShellTerminal terminal = terminal()) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(3);
      for (ReadmeExample example : examples) {
        for (String tag : List.of("first", "second")) {
          if (example.terminal().equals("after the " + tag + " push")) {
            var _ = pushes.image(caller.administrator(), "shop/app", "live", tag);
          }
        }
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(step.command());
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          assertThat(answer.output().strip()).as(step.command()).matches(step.shown(text -> text));
        }
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
