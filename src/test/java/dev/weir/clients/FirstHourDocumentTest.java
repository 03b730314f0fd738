package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/first-hour.md, typed in as they stand there; only addresses differ, images
 * come from the disk, and passwords are given.
 */
@Timeout(180)
class FirstHourDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/first-hour.md");

  @TempDir private Path work;

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    for (String program : new String[] {"htpasswd", "skopeo"}) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    Path home = DocumentUser.home(work);
    for (String version : new String[] {"1.27", "1.28"}) {
      Path _ = TinyImage.ociLayout(home.resolve(version), version);
    }
    try (ServerProcess server = ServerProcess.start(home.resolve("weir"));
        ShellTerminal administrator = terminal(server);
        ShellTerminal ann = terminal(server)) {
      assertThat(ann.type("unset KUBECONFIG").exit()).isZero();
      Map<String, String> here =
          Map.of(
              "docker://docker.io/library/nginx:", "oci:",
              "htpasswd -B -c", "htpasswd -bBc",
              "users.htpasswd ann", "users.htpasswd ann secret",
              "-u ann", "-u ann -p secret",
              "https://127.0.0.1:8443", server.api(),
              "127.0.0.1:5000", server.registry());
      new TypedDocument(DOCUMENT, here)
          .types(Map.of("", administrator, "the server", administrator, "ann's terminal", ann));
    }
  }

  private ShellTerminal terminal(ServerProcess server) throws Exception {
    String home = DocumentUser.home(work).toString();
    return DocumentUser.terminal(
        work,
        server,
        DocumentUser.TYPED,
        Map.of("XDG_RUNTIME_DIR", home, "REGISTRY_AUTH_FILE", home + "/auth.json"));
  }
}
