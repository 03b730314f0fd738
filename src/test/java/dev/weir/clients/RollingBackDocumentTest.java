package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
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

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "shop");
    TestPushes pushes = new TestPushes(caller);
    var _ = pushes.image(caller.administrator(), "shop/app", "main", "1");
    weir.says("tag", "--alias", "app:main", "app:live");
    var _ = pushes.image(caller.administrator(), "shop/app", "main", "2");
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(3);
      for (ReadmeExample example : examples) {
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
