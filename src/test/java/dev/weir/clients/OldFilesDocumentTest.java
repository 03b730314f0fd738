package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/old-files.md}, typed as they stand. */
@WeirServer
@Timeout(180)
class OldFilesDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/old-files.md");
  private static final Path FILES = Path.of("src/test/resources/old-files");

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  OldFilesDocumentTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "old");
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        Files.copy(file, DocumentUser.home(work).resolve(file.getFileName().toString()));
      }
    }
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(4);
      for (ReadmeExample example : examples) {
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
