package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/upgrading.md, typed in as they stand there, with the data of the released
 * version that is kept. There is one program to run here: it is the earlier version and the new
 * one.
 */
@Timeout(180)
class UpgradingDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/upgrading.md");

  @TempDir private Path work;

  private static String freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "curl");
    Path data = KeptData.unpack("0.2.0-stopped", work.resolve("kept"));
    Path backup = Files.createDirectory(work.resolve("backup"));
    Files.writeString(backup.resolve("phrase"), "correct horse\n");
    Files.writeString(work.resolve("weir.yaml"), "log-level: debug\n");
    String api = freeAddress();
    Path before = work.resolve("before");
    TypedDocument document =
        new TypedDocument(
            DOCUMENT,
            Map.of(
                "/etc/weir/weir.yaml",
                work.resolve("weir.yaml").toString(),
                "/backup/",
                backup + "/",
                "/var/lib/weir-before",
                before.toString(),
                "weir.example.com:8443",
                api));
    List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
    assertThat(examples).hasSize(3);

    typesTo(data, api, document, examples.getFirst());
    typesTo(data, api, document, examples.get(1));
    typesTo(data, api, document, examples.getLast());
    try (ServerProcess again = ServerProcess.start(before, "--api", api)) {
      WeirCalls weir = new WeirCalls(again.environment(work), work);
      assertThat(weir.says("get", "is", "-A", "-o", "name")).isNotBlank();
    }
    assertThat(ReadmeExample.untested(DOCUMENT))
        .singleElement()
        .asString()
        .contains("client 0.2.0 and server 0.4.0");
  }

  private void typesTo(Path data, String api, TypedDocument document, ReadmeExample example)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, "--api", api);
        ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      document.types(terminal, example);
      assertThat(server.terminate()).isZero();
    }
  }
}
