package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/minimum-age.md}, typed as they stand. */
@WeirServer
@Timeout(120)
class MinimumAgeDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/minimum-age.md");

  @AutoClose private final FakeRegistry vendor = FakeRegistry.plain();
  private final Path work;
  private final ServerProcess server;

  MinimumAgeDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    TestImages.single(vendor.repository("team/app"), "1");
    try (ShellTerminal terminal =
        DocumentUser.terminal(work, server, DocumentUser.APART, Map.of("VENDOR", vendor.host()))) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(3);
      for (ReadmeExample example : examples) {
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
