package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.clients.RealClient.Output;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir config check} says of a file what {@code weir serve} would. */
class ConfigCheckTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/ann");

  @TempDir private Path directory;

  private Output check(String text) throws IOException {
    return check(text, HOME);
  }

  private Output check(String text, Map<String, String> environment) throws IOException {
    Files.writeString(directory.resolve("weir.yaml"), text);
    return new SettingsRun(directory, environment).of(new ConfigCheck(), "weir.yaml");
  }

  @Test
  void aGoodFileIsGoodInSilence() throws IOException {
    Output said = check("api: 127.0.0.1:0\nallowed-registries: [quay.io]\n");
    assertThat(said.exit()).isZero();
    assertThat(said.out() + said.err()).isEmpty();
    assertThat(check("").exit()).isZero();
  }

  @Test
  void eachMistakeIsALineInTheWordsOfServe() throws IOException {
    Output said = check("colour: blue\napi: nowhere\ngc-grace: soon\nregistry: {port: 1}\n");

    var serves =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigReader.read(Map.of(), directory.resolve("weir.yaml").toString(), HOME));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out().lines())
        .hasSize(4)
        .containsExactlyElementsOf(serves.problems())
        .contains(
            directory.resolve("weir.yaml") + ": api: \"nowhere\" has no port; write HOST:PORT");
    assertThat(said.err()).isEmpty();
  }

  @Test
  void certificatesThatItNamesAreReadAsWell() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.pem"), "no certificate");
    assertThat(check("upstream-ca: " + broken).out())
        .contains("The file " + broken + " of --upstream-ca cannot be used");
    Output said = check("tls-cert: %s\ntls-key: %s\n".formatted(broken, broken));
    assertThat(said.out()).contains("The file " + broken + " of --tls-cert cannot be used");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(check("tls-cert: /nowhere.pem\n").out())
        .contains("tls-cert: cannot read the file /nowhere.pem: there is no such file")
        .contains("--tls-cert needs --tls-key");
    assertThat(check("tls-cert: " + directory + "\n").out())
        .contains("tls-cert: cannot read the file " + directory + ": it is no file");
  }

  /** It would not start; with a name, or where an earlier start kept one, it does. */
  @Test
  void aRegistryThatListensEverywhereNeedsAName() throws IOException {
    String open = "data: " + directory.resolve("data") + "\nregistry: 0.0.0.0:0\n";
    assertThat(check(open).out().lines())
        .singleElement()
        .asString()
        .contains("The registry listens on all interfaces", "say so with --registry-host");
    assertThat(check(open).exit()).isEqualTo(1);
    assertThat(check(open + "registry-host: registry.example.com\n").exit()).isZero();

    Files.createDirectory(directory.resolve("data"));
    Files.writeString(directory.resolve("data/registry-host"), "registry.example.com\n");
    assertThat(check(open).exit()).isZero();
  }

  /** Also of what a variable says otherwise, which serve would not look at. */
  @Test
  void theFileIsCheckedWhateverTheEnvironmentSays() throws IOException {
    Map<String, String> environment =
        Map.of("HOME", "/home/ann", "WEIR_API", "127.0.0.1:0", "WEIR_PRUNE_SCHEDULE", "@daily");
    assertThat(check("api: nowhere\nprune-keep-tag-revisions: 5\n", environment).out().lines())
        .singleElement()
        .asString()
        .contains("api: \"nowhere\" has no port");
  }

  @Test
  void whatCannotBeReadIsNotChecked() throws IOException {
    var run = new SettingsRun(directory, HOME);
    Output said = run.of(new ConfigCheck(), "none.yaml");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err())
        .isEqualTo(
            "error: cannot read "
                + directory.resolve("none.yaml")
                + ": there is no such file or directory\n");
    assertThat(run.of(new ConfigCheck()).exit()).isEqualTo(2);
    assertThat(run.of(new ConfigCheck(), directory.toString()).exit()).isEqualTo(2);
    assertThat(check("a: [").exit()).isEqualTo(1);
  }
}
