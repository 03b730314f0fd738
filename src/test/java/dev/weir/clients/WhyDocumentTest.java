package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ReadmeExample.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/why.md} shows what happens. */
@WeirServer({"--audit-log", "off"})
@Timeout(180)
class WhyDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/why.md");
  private static final String UP_TO_DATE = "follows app:live, and is up to date";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final TestPushes pushes;

  WhyDocumentTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.pushes = new TestPushes(caller);
  }

  /** What the page says is there before its first command. */
  private String prepare() throws Exception {
    weir.says("new-project", "demo");
    weir.says("create", "sa", "ci");
    weir.says("policy", "add-role-to-user", "edit", "system:serviceaccount:demo:ci");
    String ci = weir.says("create", "token", "ci").strip();
    var _ = pushes.image(ci, "demo/app", "latest", "one");
    weir.says("tag", "app:latest", "app:live");
    weir.says("create", "deployment", "web", "--image=registry.example.com/web:1");
    weir.says("set", "triggers", "deploy/web", "--from-image=app:live", "-c", "web");
    weir.says("create", "deployment", "jobs", "--image=quay.io/acme/jobs:3");
    weir.says("label", "deploy/jobs", "tier=back");
    awaitUpToDate();
    return ci;
  }

  private void awaitUpToDate() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> weir.says("why", "deploy/web").contains(UP_TO_DATE));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    String ci = prepare();
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      assertThat(terminal.type("weir project demo").exit()).isZero();
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        for (Step step : example.steps()) {
          if (step.command().startsWith("weir tag --alias")) {
            var _ = pushes.image(ci, "demo/app", "latest", "two");
          }
          ShellTerminal.Answer answer = terminal.type(step.command());
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          assertThat(answer.output().strip())
              .as(step.command())
              .matches(Pattern.compile(step.shown(text -> text).pattern(), Pattern.DOTALL));
          awaitUpToDate();
        }
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
