package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** A user who has the file that the document shows. */
  private ShellTerminal terminal() throws IOException {
    Files.writeString(
        DocumentUser.home(work).resolve("web.yaml"),
        DeploymentConfigSample.FOLLOWING.replace("name: 'app:v1'", "name: 'app:live'"));
    return DocumentUser.terminal(work, server, DocumentUser.TYPED + " 2>&1", Map.of());
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
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
