package dev.weir.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
  private static final byte[] CA = "CA".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;
  private Path file;
  private Kubeconfig kubeconfig;

  @BeforeEach
  void choose() {
    file = directory.resolve("admin.kubeconfig");
    kubeconfig = new Kubeconfig(file);
  }

  @Test
  void writesFileThatOnlyItsOwnerReads() throws IOException {
    kubeconfig.write("https://127.0.0.1:8443", CA, "sha256~x");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file)
        .hasContent(
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: weir
              cluster:
                server: https://127.0.0.1:8443
                certificate-authority-data: Q0E=
            users:
            - name: system:admin
              user:
                token: sha256~x
            contexts:
            - name: weir
              context:
                cluster: weir
                user: system:admin
                namespace: default
            current-context: weir
            """);
  }

  @Test
  void keepsTokenAndWhatToolsAddedWhenAddressesChange() throws IOException {
    kubeconfig.write("https://127.0.0.1:8443", CA, "sha256~x");
    String edited = Files.readString(file).replace("namespace: default", "namespace: shop");
    Files.writeString(file, edited + "preferences:\n  colors: true\n");

    kubeconfig.write("https://127.0.0.1:9443", CA, kubeconfig.token().orElseThrow());

    assertThat(Files.readString(file))
        .contains("server: https://127.0.0.1:9443")
        .contains("token: sha256~x")
        .contains("namespace: shop")
        .contains("colors: true")
        .containsOnlyOnce("name: system:admin");
  }

  @Test
  void hasNoTokenWithoutFile() throws IOException {
    assertThat(kubeconfig.token()).isEmpty();
  }

  @Test
  void saysWhatToDoWithDamagedFile() throws IOException {
    Files.writeString(file, "a: [");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(kubeconfig::token)
        .withMessageContaining("remove it");
  }
}
