package dev.weir.remote.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginFilesTest {
  private static final Path HOME = Path.of("/home/u");

  @TempDir private Path directory = Path.of("unset");

  private static LoginPlaces places(Map<String, String> environment) {
    return new LoginPlaces(
        environment, Path.of("/work"), HOME, Path.of("/run/containers/7/auth.json"));
  }

  @Test
  void looksOnlyIntoTheNamedFile() {
    assertThat(places(Map.of("REGISTRY_AUTH_FILE", "/x.json")).all())
        .containsExactly(Path.of("/x.json"));
    assertThat(places(Map.of("REGISTRY_AUTH_FILE", "x.json")).all())
        .containsExactly(Path.of("/work/x.json"));
  }

  @Test
  void looksWherePodmanLooksAndInItsOrder() {
    assertThat(places(Map.of()).all())
        .containsExactly(
            Path.of("/run/containers/7/auth.json"),
            Path.of("/home/u/.config/containers/auth.json"),
            Path.of("/home/u/.docker/config.json"),
            Path.of("/home/u/.dockercfg"));
    assertThat(
            places(
                    Map.of(
                        "XDG_RUNTIME_DIR", "/run/user/7",
                        "XDG_CONFIG_HOME", "/conf",
                        "DOCKER_CONFIG", "/dock"))
                .all())
        .containsExactly(
            Path.of("/run/user/7/containers/auth.json"),
            Path.of("/conf/containers/auth.json"),
            Path.of("/dock/config.json"),
            Path.of("/home/u/.dockercfg"));
  }

  @Test
  void prefersDockersFileIfToldSo() {
    assertThat(places(Map.of("REGISTRY_AUTH_PREFERENCE", "docker")).all())
        .startsWith(Path.of("/home/u/.docker/config.json"), Path.of("/run/containers/7/auth.json"));
  }

  @Test
  void readsTheFilesThatExistEarlierOnesFirst() throws Exception {
    Path first = directory.resolve("first.json");
    Path second = directory.resolve(".dockercfg");
    Files.writeString(first, "{\"auths\":{\"h\":{\"username\":\"a\",\"password\":\"b\"}}}");
    Files.writeString(second, "{\"h\":{\"username\":\"c\",\"password\":\"d\"}}");

    Keyring keyring = LoginFiles.keyring(List.of(directory.resolve("missing.json"), first, second));

    assertThat(keyring.find("h", "x"))
        .containsExactly(new Credential("a", "b"), new Credential("c", "d"));
  }

  @Test
  void anIdentityTokenTakesThePlaceOfThePassword() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("config.json"),
            """
            {"auths": {"a.test": {"auth": "dTo=", "identitytoken": "t"},
              "b.test": {"identitytoken": "t2"}}}
            """);
    Keyring keyring = LoginFiles.keyring(List.of(file));
    assertThat(keyring.find("a.test", "x")).containsExactly(Credential.identity("u", "t"));
    assertThat(keyring.find("b.test", "x")).containsExactly(Credential.identity("", "t2"));
  }

  @Test
  void namesTheFileThatCannotBeReadAndNotItsContent() throws Exception {
    Path broken = directory.resolve("broken.json");
    Files.writeString(broken, "{\"auths\": hunter2");

    assertThatThrownBy(() -> LoginFiles.keyring(List.of(broken)))
        .hasMessageContaining("broken.json")
        .message()
        .doesNotContain("hunter2");
  }
}
