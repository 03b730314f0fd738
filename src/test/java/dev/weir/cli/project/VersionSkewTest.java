package dev.weir.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which versions of client and server go together. */
class VersionSkewTest {
  @ParameterizedTest
  @CsvSource({
    "0.2.0, 0.2.9",
    "0.2.0, 0.3.0",
    "0.3.1, 0.2.0",
    "1.0.0, 1.1.0",
    "0.2.0-SNAPSHOT, 0.3.0"
  })
  void oneMinorVersionIsNoMatter(String client, String server) {
    assertThat(VersionSkew.warning(client, "v1.32.0+weir-" + server)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.2.0, 0.4.0", "0.5.0, 0.3.2", "0.2.0, 1.2.0", "1.0.0, 0.1.0"})
  void moreIsToldWithTheClientToUse(String client, String server) {
    assertThat(VersionSkew.warning(client, "v1.32.0+weir-" + server))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("client " + client + " and server " + server + " differ")
                    .endsWith("use a client of version " + server.replaceFirst("\\.[0-9]+$", "")));
  }

  @Test
  void whatIsNoVersionOfWeirIsNotCompared() {
    assertThat(VersionSkew.warning("development", "v1.32.0+weir-9.9.9")).isEmpty();
    assertThat(VersionSkew.warning("0.2.0", "v1.11.0+d4cacc0")).isEmpty();
    assertThat(VersionSkew.warning("0.2.0", "v1.32.0+weir-development")).isEmpty();
  }
}
