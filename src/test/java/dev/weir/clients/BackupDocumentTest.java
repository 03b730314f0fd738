package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The examples of docs/backup.md, typed in as they stand there; only directories differ. */
@WeirServer
@Timeout(180)
class BackupDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/backup.md");

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller api;

  BackupDocumentTest(Path work, ServerProcess server, ApiCaller api) {
    this.work = work;
    this.server = server;
    this.api = api;
  }

  private String here(String text) {
    return text.replaceAll("(?<![\\w…])/(backup|srv)(?=[/ ])", work + "/$1");
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    JsonNode _ =
        api.create("/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
    TestPushes.Pushed _ = new TestPushes(api).image(api.administrator(), "demo/app", "v1", "one");
    JsonNode _ =
        api.create(
            "/api/v1/namespaces/demo/secrets",
            "{'metadata':{'name':'upstream'},'type':'kubernetes.io/dockerconfigjson',"
                + "'data':{'.dockerconfigjson':'eyJhdXRocyI6e319'}}");
    Files.createDirectories(work.resolve("backup"));
    Files.createDirectories(work.resolve("srv"));
    Files.writeString(work.resolve("backup/phrase"), "correct horse\n");
    try (ShellTerminal terminal =
        DocumentUser.terminal(work, server, DocumentUser.APART, Map.of())) {
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(here(step.command()));
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          if (!step.output().isEmpty()) {
            assertThat(answer.output().strip()).as(step.command()).matches(step.shown(this::here));
          }
        }
      }
    }
    // The package's unit, which the page says is not run.
    assertThat(ReadmeExample.untested(DOCUMENT))
        .hasSize(1)
        .first()
        .asString()
        .contains("systemctl");
  }
}
