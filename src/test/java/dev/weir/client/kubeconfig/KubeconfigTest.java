package dev.weir.client.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.http.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
  private static final String CONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: one
      clusters:
      - name: c
        cluster: {server: "https://127.0.0.1:8443", certificate-authority-data: Q0E=, tls-server-name: weir.test}
      contexts:
      - name: one
        context: {cluster: c, user: u/c, namespace: demo}
      users:
      - name: u/c
        user: {token: secret-token}
      preferences: {colors: true}
      extra-member: kept
      """;

  @TempDir Path home;

  private Kubeconfig load(String given, Map<String, String> environment) throws IOException {
    return Kubeconfig.load(given, environment, home, home);
  }

  @Test
  void readsServerCredentialsAndNamespaceOfTheCurrentContext() throws IOException {
    Files.writeString(home.resolve("k"), CONFIG);
    Selection selection = load("k", Map.of()).select(Overrides.NONE);
    assertThat(selection.server()).hasToString("https://127.0.0.1:8443");
    assertThat(selection.namespace()).isEqualTo("demo");
    assertThat(selection.identity().token()).isEqualTo("secret-token");
    assertThat(selection.tls().authorities()).isEqualTo("CA");
    assertThat(selection.tls().serverName()).isEqualTo("weir.test");
    assertThat(selection.toString()).doesNotContain("secret-token");
  }

  @Test
  void letsTheFirstFileOfTheListWin() throws IOException {
    Files.writeString(home.resolve("a"), "current-context: two\n");
    Files.writeString(
        home.resolve("b"),
        CONFIG.replace(
            "contexts:\n", "contexts:\n- {name: two, context: {cluster: c, user: u/c}}\n"));
    Selection selection =
        load("", Map.of("KUBECONFIG", home.resolve("a") + ":" + home.resolve("b") + ":missing"))
            .select(Overrides.NONE);
    assertThat(selection.context()).isEqualTo("two");
    assertThat(selection.namespace()).isEqualTo("default");
  }

  @Test
  void takesTheDataDirectorysOwnFileWhenThereIsNoOther() throws IOException {
    Path data = Files.createDirectories(home.resolve("data"));
    Files.writeString(data.resolve("admin.kubeconfig"), CONFIG);
    Selection selection = load("", Map.of("WEIR_DATA", "data")).select(Overrides.NONE);
    assertThat(selection.cluster()).isEqualTo("c");
    assertThat(selection.endpoint()).isInstanceOf(Endpoint.Tcp.class);
  }

  @Test
  void prefersTheSocketOfTheSameServerOnThisMachine() throws IOException {
    Path data = Files.createDirectories(home.resolve("data"));
    Files.writeString(data.resolve("admin.kubeconfig"), CONFIG);
    Files.createFile(data.resolve("weir.sock"));
    Kubeconfig config = load("data/admin.kubeconfig", Map.of());
    assertThat(config.select(Overrides.NONE).endpoint()).isInstanceOf(Endpoint.UnixSocket.class);
    Overrides elsewhere =
        new Overrides(
            "",
            "",
            "",
            "",
            "https://127.0.0.1:9443",
            "",
            "",
            java.util.List.of(),
            "",
            "",
            "",
            "",
            false,
            "");
    assertThat(config.select(elsewhere).endpoint()).isInstanceOf(Endpoint.Tcp.class);
  }

  @Test
  void switchesNamespaceAndKeepsWhatItDoesNotKnow() throws IOException {
    Path file = Files.writeString(home.resolve("k"), CONFIG);
    Kubeconfig config = load("k", Map.of());
    config.useNamespace(config.select(Overrides.NONE), "web");
    Selection again = load("k", Map.of()).select(Overrides.NONE);
    assertThat(again.context()).isEqualTo("web/c/u");
    assertThat(again.namespace()).isEqualTo("web");
    assertThat(again.identity().token()).isEqualTo("secret-token");
    assertThat(file).content().contains("extra-member: kept", "colors: true", "name: one");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void saysWhatToDoWhenThereIsNoConfiguration() {
    assertThatThrownBy(() -> load("", Map.of()).select(Overrides.NONE))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageContaining("Missing or incomplete configuration info.")
        .hasMessageContaining("~/.local/share/weir/admin.kubeconfig")
        .hasMessageContaining("weir serve");
    assertThatThrownBy(() -> load("nope", Map.of()))
        .hasMessage("stat nope: no such file or directory");
  }

  @Test
  void neverShowsTheTextOfABrokenFile() throws IOException {
    Files.writeString(home.resolve("k"), "token: [secret-token");
    assertThatThrownBy(() -> load("k", Map.of()))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageNotContaining("secret-token");
  }
}
