package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code weir config show} tells what counts, and who said so. */
class ConfigShowTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOME", "/home/ann",
          "WEIR_REGISTRY_HOST", "registry.example.com",
          "WEIR_GC_GRACE", "2d",
          "WEIR_API", "127.0.0.1:2");

  @TempDir private Path directory;

  private Output show(String... arguments) {
    return new SettingsRun(directory, ENVIRONMENT).of(new ConfigShow(), arguments);
  }

  private Path file() throws IOException {
    return Files.writeString(
        directory.resolve("weir.yaml"),
        "api: 127.0.0.1:3\n"
            + "registry-host: other.example.com\n"
            + "allowed-registries: [quay.io, ghcr.io]\n");
  }

  @Test
  void eachSettingHasAValueAndASource() throws IOException {
    Path file = file();
    String said = show("--api=127.0.0.1:1", "--config", file.toString()).out();
    assertThat(said.lines()).hasSize(Setting.values().length + 1);
    assertThat(said)
        .containsPattern("(?m)^SETTING +VALUE +FROM$")
        .containsPattern("(?m)^api +127.0.0.1:1 +--api$")
        .containsPattern("(?m)^registry-host +registry.example.com +WEIR_REGISTRY_HOST$")
        .containsPattern(
            "(?m)^allowed-registries +quay.io,ghcr.io +\\Q" + file + "\\E: allowed-registries$")
        .containsPattern("(?m)^registry +127.0.0.1:5000 +default$")
        .containsPattern("(?m)^data +/home/ann/.local/share/weir +default$")
        .containsPattern("(?m)^push-lease +2d +default$")
        .containsPattern("(?m)^prune-schedule +\\(never\\) +default$")
        .containsPattern("(?m)^prune-keep-tag-revisions +\\(3\\) +default$");
  }

  @Test
  void programsGetJson() throws IOException {
    JsonNode said = Json.parse(show("--config", file().toString(), "-o", "json").out());
    assertThat(said.at("/api"))
        .isEqualTo(
            Json.parse(
                "{\"value\":\"127.0.0.1:2\",\"from\":\"environment\",\"name\":\"WEIR_API\"}"));
    assertThat(said.at("/mirror-limit"))
        .isEqualTo(Json.parse("{\"value\":null,\"from\":\"default\"}"));
    assertThat(said.at("/allowed-registries/from").stringValue()).isEqualTo("file");
    assertThat(said).hasSize(Setting.values().length);
  }

  @Test
  void asYamlItIsAFileThatSaysTheSame() throws IOException {
    String[] flags = {
      "--config",
      file().toString(),
      "--registry=[::1]:0",
      "--prune-schedule",
      "0 0 * * *",
      "--trusted-proxies=::1",
      "--mirror-blobs=off",
      "--audit-log=off",
      "-o",
      "yaml"
    };
    Path written = Files.writeString(directory.resolve("written.yaml"), show(flags).out());

    var given =
        Map.of(
            Setting.REGISTRY, "[::1]:0",
            Setting.PRUNE_SCHEDULE, "0 0 * * *",
            Setting.TRUSTED_PROXIES, "::1",
            Setting.MIRROR_BLOBS, "off",
            Setting.AUDIT_LOG, "off");
    assertThat(ConfigReader.read(Map.of(), written.toString(), Map.of()))
        .isEqualTo(ConfigReader.read(given, file().toString(), ENVIRONMENT));
    Path nothing = Files.writeString(directory.resolve("nothing.yaml"), show("-o", "yaml").out());
    assertThat(ConfigReader.read(Map.of(), nothing.toString(), Map.of()))
        .isEqualTo(ConfigReader.read(Map.of(), "", ENVIRONMENT));
  }

  @Test
  void mistakesAreToldAsServeTellsThem() {
    Output said = show("--api=nowhere", "--scrub=never");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().lines())
        .hasSize(2)
        .first()
        .isEqualTo("error: --api: \"nowhere\" has no port; write HOST:PORT");
    assertThat(said.out()).isEmpty();
    assertThat(show("-o", "table").err())
        .contains("there is no output \"table\"; use yaml or json");
    assertThat(show("serve").err()).contains("settings are given by flags, as to weir serve");
  }
}
