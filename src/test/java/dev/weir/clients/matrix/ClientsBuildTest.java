package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/clients/build}, where the Go tools cannot build anything. */
class ClientsBuildTest {
  /** Tells of each program that it is of an old version. */
  private static final String GO =
      """
      #!/bin/sh
      [ "$1" = version ] || exit 1
      printf '\\tmod\\tmodule\\tv0.0.1\\n'
      """;

  @TempDir private Path folder;

  private Path program(String name, String text) throws IOException {
    Path program = folder.resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, text);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  void leavesNoProgramOfAnotherVersionBehind() throws Exception {
    Path go = program("bin/go", GO);
    Path crane = program("cache/weir-ci/clients/crane", "#!/bin/sh\n");
    ProcessBuilder build = new ProcessBuilder(".ci/clients/build").redirectErrorStream(true);
    build.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    build.environment().merge("PATH", go.getParent() + ":", (path, first) -> first + path);

    Process process = build.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("cannot be built here: crane");
    assertThat(crane).doesNotExist();
  }
}
