package dev.weir.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/team-server.md, typed in as they stand there; only addresses differ, and a
 * password is given.
 */
@Timeout(180)
class TeamServerDocumentTest {
  @TempDir private Path work;

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    for (String program : List.of("skopeo", "htpasswd", "openssl", "keytool")) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    String name = InetAddress.getLocalHost().getHostName();
    String api = freePort();
    String registry = freePort();
    Path data = Files.createDirectory(work.resolve("data"));
    TypedDocument document =
        new TypedDocument(
            Path.of("docs/team-server.md"),
            Map.of(
                "0.0.0.0:8443", "0.0.0.0:" + api,
                "0.0.0.0:5000", "0.0.0.0:" + registry,
                "images.example.com:8443", name + ":" + api,
                "images.example.com:5000", name + ":" + registry,
                "/var/lib/weir/", data + "/",
                "-u ann", "-u ann -p secret"));
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    htpasswd.run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    try (ServerProcess server = ServerProcess.start(data, document.flagsOfServe())) {
      Path theirs = Files.createDirectory(work.resolve("ann"));
      Files.writeString(theirs.resolve("kubeconfig"), "");
      Path home = DocumentUser.home(theirs);
      Files.copy(data.resolve("ca.crt"), home.resolve("ca.crt"));
      Path _ = TinyImage.ociLayout(home.resolve("app"), "hello");
      Map<String, String> variables =
          Map.of(
              "XDG_RUNTIME_DIR", home.toString(),
              "REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
      try (ShellTerminal administrator = DocumentUser.terminal(work, server);
          ShellTerminal ann =
              DocumentUser.terminal(theirs, server, DocumentUser.TYPED, variables)) {
        document.types(Map.of("the server", administrator, "a colleague's terminal", ann));
      }
    }
  }
}
