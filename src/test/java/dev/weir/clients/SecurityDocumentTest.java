package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/security.md that take rights away, typed in as they stand there. */
@Timeout(180)
class SecurityDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/security.md");

  @TempDir private Path work;

  private String mayMakeProjects(ServerProcess server) {
    return new WeirCalls(Map.of("KUBECONFIG", server.kubeconfig().toString()), work)
        .attempt(
            "",
            "auth",
            "can-i",
            "create",
            "projectrequests",
            "--as=ann",
            "--as-group=system:authenticated",
            "--as-group=system:authenticated:oauth")
        .out()
        .strip();
  }

  @Test
  void whatIsClosedStaysClosedAtTheNextStart() throws Exception {
    Path data = work.resolve("data");
    try (ServerProcess server = ServerProcess.start(data);
        ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      assertThat(mayMakeProjects(server)).isEqualTo("yes");
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        for (ReadmeExample.Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(step.command());
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
        }
      }
      assertThat(mayMakeProjects(server)).isEqualTo("no");
      assertThat(server.terminate()).isZero();
    }
    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(mayMakeProjects(server)).isEqualTo("no");
      WeirCalls weir = new WeirCalls(Map.of("KUBECONFIG", server.kubeconfig().toString()), work);
      assertThat(
              weir.says(
                  "get",
                  "clusterrolebinding",
                  "system:webhooks",
                  "system:build-strategy-docker-binding",
                  "-o",
                  "jsonpath={.items[*].subjects[*].name}"))
          .isEqualTo("system:authenticated");
    }
  }
}
