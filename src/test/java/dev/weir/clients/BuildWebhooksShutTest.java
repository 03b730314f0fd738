package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of build configs where only accounts shall call them (docs/builds.md). */
@Timeout(120)
class BuildWebhooksShutTest {
  private static final String CONFIG =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: app, namespace: shop}
      spec:
        source: {dockerfile: FROM x}
        strategy: {dockerStrategy: {}}
        triggers: [{type: Generic, generic: {secret: kn0wn}}]
      """;

  @TempDir private Path work;

  private static int post(ServerProcess server, String... headers) throws Exception {
    try (HttpApi api = HttpApi.of(server)) {
      var request =
          api.anonymous(
                  "/apis/build.openshift.io/v1/namespaces/shop/buildconfigs/app/webhooks/kn0wn/generic")
              .POST(BodyPublishers.noBody());
      if (headers.length > 0) {
        request.headers(headers);
      }
      return api.send(request).statusCode();
    }
  }

  /** What the page has typed to shut them. */
  private static List<String> commands() throws IOException {
    return ReadmeExample.all(Path.of("docs/builds.md")).stream()
        .flatMap(example -> example.steps().stream())
        .map(ReadmeExample.Step::command)
        .filter(command -> command.contains("system:webhook"))
        .map(command -> command.replaceFirst("^weir ", "").replace("'", ""))
        .toList();
  }

  @Test
  void theyStayShutOverAStart() throws Exception {
    Path data = work.resolve("data");
    Path home = Files.createDirectories(work.resolve("home"));
    String git;
    try (ServerProcess server = ServerProcess.start(data)) {
      WeirCalls weir = new WeirCalls(server.environment(home), home);
      weir.says("new-project", "shop");
      assertThat(weir.attempt(CONFIG, "apply", "-f", "-").exit()).isZero();
      weir.says("create", "sa", "git");
      git = "Bearer " + weir.says("create", "token", "git").strip();
      assertThat(post(server)).isEqualTo(200);

      List<String> commands = commands();
      assertThat(commands).hasSize(2);
      commands.forEach(command -> weir.says(command.split(" ")));
      assertThat(post(server)).isEqualTo(403);
      server.terminate();
    }
    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(post(server)).isEqualTo(403);
      assertThat(post(server, "Authorization", git)).isEqualTo(200);
    }
  }
}
