package dev.weir.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.http.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAccessTest {
  @TempDir Path directory;

  private Path kubeconfig(String user) throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: 'https://k.example:6443', tls-server-name: k8s}}]
        users: [{name: u, user: {%s}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(user));
  }

  private static List<Identity.Field> fields(ClusterAccess access) {
    return access.identity().get().fields(true);
  }

  @Test
  void aKubeconfigSaysWhereAndAsWhom() throws IOException {
    ClusterAccess access = ClusterAccess.ofKubeconfig(kubeconfig("token: abc"), Map.of());
    assertThat(access.server()).hasToString("https://k.example:6443");
    assertThat(access.tls().serverName()).isEqualTo("k8s");
    assertThat(fields(access)).containsExactly(new Identity.Field("Authorization", "Bearer abc"));
    assertThat(access.toString()).doesNotContain("abc");
  }

  @Test
  void aKubeconfigThatTurnsToAnotherClusterGivesItsTokenToNobody() throws IOException {
    Path file = kubeconfig("token: abc");
    Supplier<Identity> token =
        ClusterAccess.renewal(file, Map.of(), ClusterAccess.select(file, Map.of()));
    Path _ = kubeconfig("token: renewed");
    assertThat(token.get().fields(true))
        .containsExactly(new Identity.Field("Authorization", "Bearer renewed"));
    Path _ = kubeconfig("token: of-another, as: jane");
    assertThatThrownBy(token::get).hasMessageContaining("another cluster or account");
    Path _ = kubeconfig("token: of-another");
    Files.writeString(file, Files.readString(file).replace("k.example", "other.example"));
    assertThatThrownBy(token::get).hasMessageContaining("another cluster or account");
  }

  @Test
  void aKubeconfigThatAServerCannotUseIsRefusedWithItsName() throws IOException {
    Path acting = kubeconfig("token: abc, as: jane");
    assertThatThrownBy(() -> ClusterAccess.ofKubeconfig(acting, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kubeconfig")
        .hasMessageContaining("acts as another user");
    Path program = kubeconfig("exec: {command: aws}");
    assertThatThrownBy(() -> ClusterAccess.ofKubeconfig(program, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exec");
    Path missing = directory.resolve("nothing");
    assertThatThrownBy(() -> ClusterAccess.ofKubeconfig(missing, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void aPodKnowsItsCluster() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), "PEM");
    Files.writeString(directory.resolve("token"), "of-the-pod\n");
    Map<String, String> pod =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
    ClusterAccess access = ClusterAccess.inCluster(pod, directory);
    assertThat(access.server()).hasToString("https://[fd00::1]:6443");
    assertThat(access.tls().authorities()).isEqualTo("PEM");
    assertThat(fields(access))
        .containsExactly(new Identity.Field("Authorization", "Bearer of-the-pod"));
  }

  @Test
  void whatIsNoPodIsToldSo() {
    assertThatThrownBy(() -> ClusterAccess.inCluster(Map.of(), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no pod");
    Map<String, String> pod = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertThatThrownBy(() -> ClusterAccess.inCluster(pod, directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ca.crt");
  }

  @Test
  void credentialsAreReadAgainAndStayWhereTheyCannotBe() {
    AtomicLong now = new AtomicLong();
    AtomicReference<String> file = new AtomicReference<>("second");
    Supplier<String> source =
        () -> {
          String read = requireNonNull(file.get());
          if (read.isEmpty()) {
            throw new IllegalArgumentException("it is being replaced");
          }
          return read;
        };
    Renewed<String> renewed = new Renewed<>(source, "first", now::get);
    assertThat(renewed.get()).isEqualTo("first");
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(renewed.get()).isEqualTo("second");
    file.set("");
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(renewed.get()).isEqualTo("second");
    file.set("third");
    assertThat(renewed.get()).isEqualTo("second");
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(renewed.get()).isEqualTo("third");
  }
}
