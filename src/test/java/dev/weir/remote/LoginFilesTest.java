package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginFilesTest {
  private static final Path HOME = Path.of("/home/u");

  @TempDir private Path directory = Path.of("unset");

  @Test
  void looksOnlyIntoTheNamedFile() {
    assertThat(LoginFiles.candidates(Map.of("REGISTRY_AUTH_FILE", "/x.json"), HOME, "7"))
        .containsExactly(Path.of("/x.json"));
  }

  @Test
  void prefersDockersFileUnlessToldOtherwise() {
    Map<String, String> podman =
        Map.of("REGISTRY_AUTH_PREFERENCE", "podman", "XDG_RUNTIME_DIR", "/run/user/7");

    assertThat(LoginFiles.candidates(Map.of(), HOME, "7"))
        .containsExactly(
            Path.of("/home/u/.docker/config.json"),
            Path.of("/home/u/.config/containers/auth.json"),
            Path.of("/run/containers/7/auth.json"),
            Path.of("/home/u/.dockercfg"));
    assertThat(LoginFiles.candidates(podman, HOME, "7"))
        .startsWith(Path.of("/run/user/7/containers/auth.json"))
        .contains(Path.of("/home/u/.docker/config.json"));
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
  void namesTheFileThatCannotBeReadAndNotItsContent() throws Exception {
    Path broken = directory.resolve("broken.json");
    Files.writeString(broken, "{\"auths\": hunter2");

    assertThatThrownBy(() -> LoginFiles.keyring(List.of(broken)))
        .hasMessageContaining("broken.json")
        .message()
        .doesNotContain("hunter2");
  }
}
