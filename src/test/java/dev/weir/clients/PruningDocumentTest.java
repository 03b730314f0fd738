package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    TestPushes pushes = new TestPushes(caller);
    for (String build : List.of("1", "2", "3", "4")) {
      pushes.image(caller.administrator(), "shop/app", "latest", build);
    }
    try (ShellTerminal terminal =
        DocumentUser.terminal(work, server, DocumentUser.APART, Map.of())) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(2);
      for (ReadmeExample example : examples) {
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
