package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/storage.md} shows what happens. */
@WeirServer({"--audit-log", "off", "--gc-grace", "1s", "--push-lease", "2s"})
@Timeout(180)
class StorageDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/storage.md");

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  StorageDocumentTest(Path work, ServerProcess server, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'demo'}}");
    var _ = pushes.image(admin, "demo/app", "v1", "one");
    var _ = pushes.image(admin, "demo/app", "v2", "two");
    var _ = pushes.image(admin, "demo/web", "v1", "two");
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      assertThat(terminal.type("weir project demo").exit()).isZero();
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(step.command());
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          assertThat(answer.output().strip())
              .as(step.command())
              .matches(Pattern.compile(step.shown(text -> text).pattern(), Pattern.DOTALL));
        }
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
