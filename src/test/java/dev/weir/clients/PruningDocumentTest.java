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

/** The examples of {@code docs/pruning.md}, typed as they stand. */
@WeirServer
@Timeout(120)
class PruningDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/pruning.md");

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;

  PruningDocumentTest(Path work, ServerProcess server, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.caller = caller;
  }

  /** The command as a user has it; what it says beside its result is kept apart. */
  private ShellTerminal terminal() throws IOException {
    Path home = Files.createDirectories(work.resolve("user"));
    Path weir = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weir,
        "#!/bin/sh\nexec "
            + String.join(" ", RealClient.weirCommand())
            + " \"$@\" 2>>'"
            + home
            + "/said'\n");
    assertThat(weir.toFile().setExecutable(true)).isTrue();
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
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    TestPushes pushes = new TestPushes(caller);
    for (String build : List.of("1", "2", "3", "4")) {
      pushes.image(caller.administrator(), "shop/app", "latest", build);
    }
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
