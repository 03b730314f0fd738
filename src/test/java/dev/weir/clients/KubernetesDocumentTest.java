package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of docs/kubernetes.md needs no cluster, typed in as it stands there. */
@WeirServer
@Timeout(180)
class KubernetesDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/kubernetes.md");

  private final Path work;
  private final ServerProcess server;

  KubernetesDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  @Test
  void theAuthorityComesOutOfTheKubeconfigThatTheImagePrints() throws Exception {
    var _ = RealClient.required(Map.of(), "kubectl");
    List<ReadmeExample> tested = ReadmeExample.all(DOCUMENT);
    assertThat(tested).hasSize(1);
    String printing = "weir sa create-kubeconfig default -n default > weir.kubeconfig";
    assertThat(DOCUMENT).content().contains("exec weir-0 -- " + printing);
    try (ShellTerminal terminal = DocumentUser.terminal(work, server)) {
      assertThat(terminal.type(printing).exit()).isZero();
      DocumentUser.types(terminal, tested.getFirst());
    }
    assertThat(DocumentUser.home(work).resolve("ca.crt"))
        .hasSameTextualContentAs(server.kubeconfig().resolveSibling("ca.crt"));
  }
}
