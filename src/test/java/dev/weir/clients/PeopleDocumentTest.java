package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples of docs/people-and-rights.md, typed in as they stand there; only addresses differ,
 * and passwords are given.
 */
@WeirServer({"--registry-tls", "on"})
@Timeout(180)
class PeopleDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/people-and-rights.md");

  private final Path work;
  private final ServerProcess server;
  private final Map<String, String> here;

  PeopleDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
    here =
        Map.of(
            "/var/lib/weir/", server.data() + "/",
            "htpasswd -B -c", "htpasswd -bBc",
            "htpasswd -B ", "htpasswd -bB ",
            "users.htpasswd ann", "users.htpasswd ann secret",
            "users.htpasswd bob", "users.htpasswd bob secret",
            "-u ann", "-u ann -p secret",
            "https://images.example.com:8443", server.api(),
            "images.example.com:5000", server.registry());
  }

  /** Ann's home has the server's authority where she and skopeo look for it, and an image. */
  private ShellTerminal ann() throws IOException {
    Path hers = Files.createDirectory(work.resolve("ann"));
    Files.writeString(hers.resolve("kubeconfig"), "");
    Path home = DocumentUser.home(hers);
    Path authority = server.data().resolve("ca.crt");
    Files.copy(authority, home.resolve("ca.crt"));
    Path trusted = home.resolve(".config/containers/certs.d").resolve(server.registry());
    Files.copy(authority, Files.createDirectories(trusted).resolve("ca.crt"));
    Path _ = TinyImage.ociLayout(home.resolve("app"), "hello");
    return DocumentUser.terminal(
        hers,
        server,
        DocumentUser.TYPED,
        Map.of(
            "XDG_RUNTIME_DIR", home.toString(),
            "REGISTRY_AUTH_FILE", home.resolve("auth.json").toString()));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    for (String program : new String[] {"htpasswd", "skopeo"}) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    try (ShellTerminal administrator = DocumentUser.terminal(work, server);
        ShellTerminal ann = ann()) {
      new TypedDocument(DOCUMENT, here)
          .types(Map.of("the server", administrator, "ann's terminal", ann));
    }
  }
}
