package dev.weir.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.server.config.ServerConfig.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, variables of the environment and a file say what a server is told. */
class SettingSourcesTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/ann");

  @TempDir private Path directory;

  private static ServerConfig read(Map<Setting, String> flags) {
    return ConfigReader.read(flags, "", HOME);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  /** The first that says something of a port wins. */
  @ParameterizedTest
  @CsvSource({
    "flag, variable, file, 1",
    "'', variable, file, 2",
    "'', '', file, 3",
    "'', '', '', 8443"
  })
  void flagsWinOverVariablesAndTheseOverTheFile(
      String flag, String variable, String inFile, int port) throws IOException {
    Path config = file("weir.yaml", inFile.isEmpty() ? "" : "api: 127.0.0.1:3\n");
    Map<Setting, String> flags = flag.isEmpty() ? Map.of() : Map.of(Setting.API, "127.0.0.1:1");
    Map<String, String> environment = new HashMap<>(HOME);
    environment.put("WEIR_API", variable.isEmpty() ? "" : "127.0.0.1:2");

    ServerConfig read = ConfigReader.read(flags, config.toString(), environment);

    assertThat(read.api()).isEqualTo(new ListenAddress("127.0.0.1", port));
  }

  @Test
  void aVariableMayNameTheFileAndAFlagAnotherOne() throws IOException {
    Path named = file("named.yaml", "registry-host: named.example\n");
    Path other = file("other.yaml", "registry-host: other.example\n");
    Map<String, String> environment = Map.of("HOME", "/home/ann", "WEIR_CONFIG", named.toString());

    assertThat(ConfigReader.read(Map.of(), "", environment).registryHost())
        .isEqualTo("named.example");
    assertThat(ConfigReader.read(Map.of(), other.toString(), environment).registryHost())
        .isEqualTo("other.example");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> ConfigReader.read(Map.of(), "", Map.of("HOME", "/", "WEIR_CONFIG", "/no")))
        .withMessage("WEIR_CONFIG: cannot read /no: there is no such file or directory");
  }

  @Test
  void emptyVariablesAreNoneAndThoseThatKubernetesMakesAreNobodys() {
    Map<String, String> environment = new HashMap<>(HOME);
    for (Setting setting : Setting.values()) {
      environment.put(setting.variable(), "");
    }
    environment.put("WEIR_CONFIG", "");
    environment.put("WEIR_PORT", "tcp://10.0.0.1:8443");
    environment.put("WEIR_SERVICE_HOST", "10.0.0.1");
    environment.put("WEIR_REGISTRY_PORT", "tcp://10.0.0.1:5000");
    environment.put("WEIR_REGISTRY_SERVICE_HOST", "10.0.0.1");
    environment.put("WEIR_REGISTRY_PORT_5000_TCP_ADDR", "10.0.0.1");

    assertThat(ConfigReader.read(Map.of(), "", environment)).isEqualTo(read(Map.of()));
  }

  @Test
  void mistakesInVariablesAreToldByTheirNames() {
    Map<String, String> environment =
        Map.of("HOME", "/home/ann", "WEIR_API", "nowhere", "WEIR_GC_GRACE", "soon");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(Map.of(), "", environment))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .satisfiesExactly(
                        api ->
                            assertThat(api)
                                .isEqualTo("WEIR_API: \"nowhere\" has no port; write HOST:PORT"),
                        grace -> assertThat(grace).startsWith("WEIR_GC_GRACE: \"soon\"")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', INFO",
    "debug, '', DEBUG",
    "other, '', INFO",
    "debug, warn, WARN",
    "'', error, ERROR",
  })
  void theLogTellsWhatItIsToldToTell(String old, String level, LogLevel told) {
    Map<String, String> environment =
        Map.of("HOME", "/home/ann", "WEIR_LOG", old, "WEIR_LOG_LEVEL", level);
    assertThat(ConfigReader.read(Map.of(), "", environment).logLevel()).isEqualTo(told);
  }
}
