package dev.weir.clients;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/server-status.md} shows what a server says of which an import and a trigger fail. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class ServerStatusDocumentTest {
  /** What differs from server to server. */
  private static final Map<String, String> HERE =
      Map.ofEntries(
          Map.entry("0.2.0", "…"),
          Map.entry("3d4h, since 2026-11-27T08:00:12Z", "…, since …"),
          Map.entry("https://weir.example.com:8443", "https://…"),
          Map.entry("https://weir.example.com:5000", "http://…"),
          Map.entry("specs weir.example.com:5000", "specs …"),
          Map.entry("364 days", "… days"),
          Map.entry("3649 days left (CN=Weir 3t20v2vn)", "… days left (CN=Weir …)"),
          Map.entry("the disk of /var/lib/weir, 112.4GB of 270.6GB", "the disk of …"),
          Map.entry("revision 74, 576.8kB", "revision …"),
          Map.entry("last round 12s ago; 3 digests to go, 80.2MB", "…"),
          Map.entry("42% of a round of 30d", "…% of a round of 30d"),
          Map.entry("0 findings elsewhere, 7h ago", "…"),
          Map.entry("quay.io   10m             90s              quay.io answered 503", "…"),
          Map.entry("10m     quay.io/team/app:latest: unauthorized", "…"),
          Map.entry("What to do:", "What to do: …"));

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  ServerStatusDocumentTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "shop");
    weir.says("tag", "--source=docker", "--scheduled", "127.0.0.1:1/team/app:latest", "app:latest");
    weir.says("create", "deployment", "web", "--image=example.com/team/web:v1");
    weir.says("set", "triggers", "deploy/web", "--from-image=base:v1", "-c", "web");
    await()
        .until(
            () ->
                weir.says("adm", "status", "-o", "json").contains("connection refused")
                    && weir.says("adm", "status").contains("1 object waits for a tag"));
    TypedDocument document = new TypedDocument(Path.of("docs/server-status.md"), HERE);
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      document.types(Map.of("", terminal));
    }
  }
}
