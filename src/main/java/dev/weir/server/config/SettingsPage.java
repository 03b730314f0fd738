package dev.weir.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page about all settings, made of what they say of themselves. */
public final class SettingsPage {
  @SuppressWarnings("InlineFormatString") // as long as a page
  private static final String BEGINNING =
      """
      # Configuration

      What `weir serve` is told. Each setting can be said in three places, and the first that says something counts:

      1. a **flag**: `--registry-host registry.example.com`
      2. a **variable** of the environment: `WEIR_REGISTRY_HOST=registry.example.com`. An empty one is as none; variables that begin with \
      `WEIR_` and are no setting are nobody's mistake. `WEIR_LOG=debug` is an older name of `WEIR_LOG_LEVEL=debug`.
      3. a **key** of the YAML file that `--config FILE` or `WEIR_CONFIG` names: `registry-host: registry.example.com`. An unknown key is \
      a mistake, and so is one that stands twice.

      What nobody says is its default. All mistakes are told at once, each with the place where it was written, and nothing starts.

      ```yaml
      # /etc/weir/weir.yaml
      data: /var/lib/weir
      api: 0.0.0.0:8443
      registry: 0.0.0.0:5000
      registry-host: registry.example.com:5000
      tls-cert: /etc/weir/tls.crt
      tls-key: /etc/weir/tls.key
      allowed-registries: [quay.io, "*.example.com"]
      ```

      `weir config check FILE` says what is wrong with a file, in the words of `weir serve`; `weir config show`, with the flags of `weir \
      serve`, shows what counts and who said so, and `-o yaml` prints it as a file.

      **Lists** are texts with commas between (`quay.io,ghcr.io`), in the file also lists of YAML. **Times** are such as `30s`, `15m`, \
      `1.5h` or `7d`, **sizes** such as `500Mi` or `50Gi`. No setting is a secret. Other registries are reached through the proxies that \
      `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name.

      ## While a server runs

      `kill -HUP PID` (`systemctl reload weir`) makes it read the file and the certificates again:

      | what | how it is taken |
      |---|---|
      %s\
      | certificates | the files of `tls-cert` and `tls-key`, also under the same names (within a minute without a signal, too), and Weir's own, which are made anew where their end is near; connections that stand keep theirs |
      | `users.htpasswd` in the data directory, or what `htpasswd` names | read at each login; no signal is needed |
      | anything else | stays as it is; the log names what is to be changed by a restart |

      The log tells of each change what it was and what it is. If the file or a certificate cannot be used, nothing is changed, and the \
      log says why. Flags and variables are those of the start.

      ## All settings

      | setting | default | SIGHUP |
      |---|---|---|
      """;

  @SuppressWarnings("InlineFormatString") // its place is below the page that it goes on
  private static final String SETTING =
      """

      ### %s

      %s.

      | type | default | flag | variable | key of the file | on SIGHUP |
      |---|---|---|---|---|---|
      | %s: `%s` | %s | `%s` | `%s` | `%s` | %s |
      """;

  private SettingsPage() {}

  /** In Markdown. */
  public static String text() {
    String reloaded =
        Arrays.stream(Setting.values())
            .filter(Setting::isReloaded)
            .map(setting -> "`" + setting.key() + "`")
            .collect(Collectors.joining(", "));
    StringBuilder page = new StringBuilder();
    page.append(BEGINNING.formatted("| " + reloaded + " | at once |\n"));
    for (Setting setting : Setting.values()) {
      page.append(
          "| [`%s`](#%s) | %s | %s |\n"
              .formatted(setting.key(), setting.key(), otherwise(setting), onHangUp(setting)));
    }
    for (Setting setting : Setting.values()) {
      page.append(about(setting));
    }
    return page.toString();
  }

  private static String about(Setting setting) {
    String meaning = setting.meaning();
    return SETTING.formatted(
        setting.key(),
        cell(meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1)),
        setting.type().words(),
        cell(setting.valueLabel()),
        otherwise(setting),
        setting.flag() + " " + quoted(setting.example(), "'"),
        setting.variable(),
        setting.key() + ": " + inYaml(setting.example()),
        onHangUp(setting));
  }

  private static String onHangUp(Setting setting) {
    return setting.isReloaded() ? "taken" : "restart";
  }

  private static String otherwise(Setting setting) {
    SettingDefault otherwise = setting.otherwise();
    return otherwise.value().isEmpty() ? cell(otherwise.told()) : "`" + otherwise.value() + "`";
  }

  /** As a shell wants it. */
  private static String quoted(String value, String quote) {
    return value.matches("[A-Za-z0-9._/:,=-]+") ? value : quote + value + quote;
  }

  private static String inYaml(String value) {
    return value.startsWith("*") || value.contains(",") || value.contains(" ")
        ? "\"" + value + "\""
        : value;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
