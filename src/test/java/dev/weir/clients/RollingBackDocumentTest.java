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

/** The examples of {@code docs/rolling-back.md}, typed as they stand. */
@WeirServer
@Timeout(120)
class RollingBackDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/rolling-back.md");

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;
  private final WeirCalls weir;

  RollingBackDocumentTest(Path work, ServerProcess server, ApiCaller caller, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.caller = caller;
    this.weir = weir;
  }

  private ShellTerminal terminal() throws IOException {
    Path home = Files.createDirectories(work.resolve("user"));
    Path program = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        program, "#!/bin/sh\nexec " + String.join(" ", RealClient.weirCommand()) + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return ShellTerminal.open(
        home,
        Map.of(
            "HOME",
            home.toString(),
            "PATH",
            program.resolveSibling("") + ":" + System.getenv("PATH"),
            "KUBECONFIG",
            server.kubeconfig().toString()));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "shop");
    TestPushes pushes = new TestPushes(caller);
    var _ = pushes.image(caller.administrator(), "shop/app", "main", "1");
    weir.says("tag", "--alias", "app:main", "app:live");
    var _ = pushes.image(caller.administrator(), "shop/app", "main", "2");
    try (ShellTerminal terminal = terminal()) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(2);
      for (ReadmeExample example : examples) {
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
