package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.config.Setting;
import dev.weir.server.config.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about settings is what they say of themselves. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  @TempDir private Path work;

  @Test
  void thePageIsCurrent() throws IOException {
    assertThat(PAGE)
        .as("write it anew with: ./weir __configuration " + PAGE)
        .hasContent(SettingsPage.text());
    var said = new SettingsRun(work, Map.of()).of(new ConfigPage(), "page.md");
    assertThat(said.exit()).isZero();
    assertThat(work.resolve("page.md")).hasSameTextualContentAs(PAGE);
  }

  @Test
  void itTellsOfEachSettingHowItIsSaid() {
    String page = SettingsPage.text();
    for (Setting setting : Setting.values()) {
      String section = page.substring(page.indexOf("\n### " + setting.key() + "\n"));
      assertThat(section.lines().limit(8))
          .as(setting.key())
          .anySatisfy(
              row ->
                  assertThat(row)
                      .contains(
                          "`" + setting.flag() + " ",
                          "`" + setting.variable() + "`",
                          "`" + setting.key() + ": "));
    }
    assertThat(page)
        .contains(
            "| `tls-cert`, `tls-key`, `allowed-registries`, `log-level` | at once |",
            "| [`gc-grace`](#gc-grace) | `1h` | restart |",
            "| [`log-level`](#log-level) | `info` | taken |");
  }

  /** What it shows as a file is one. */
  @Test
  void itsExampleIsAGoodFile() throws IOException {
    String page = SettingsPage.text();
    int at = page.indexOf("```yaml\n") + "```yaml\n".length();
    String example = page.substring(at, page.indexOf("```", at));
    Files.writeString(work.resolve("weir.yaml"), example.replaceAll("(?m)^tls-.*\n", ""));

    var said = new SettingsRun(work, Map.of("HOME", "/")).of(new ConfigCheck(), "weir.yaml");

    assertThat(said.out()).isEmpty();
    assertThat(said.exit()).isZero();
  }
}
