package dev.weir.cli.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ImageTextTest {
  @Test
  void tellsWhoSignedAnImageAndWhetherThatWasJudged() {
    String text =
        ImageText.of(
            Json.parse(
                """
                {"metadata": {"name": "sha256:aa"}, "signatures": [
                  {"metadata": {"name": "sha256:aa@one"}, "type": "atomic"},
                  {"metadata": {"name": "sha256:aa@two"}, "type": "atomic",
                   "issuedBy": {"commonName": "release team"}}]}
                """),
            "",
            Instant.EPOCH);

    assertThat(text.lines().map(line -> line.replaceAll("\\s+", " ").strip()))
        .containsSubsequence(
            "Image Signatures:",
            "Name: sha256:aa@one",
            "Type: atomic",
            "Status: Unverified",
            "Image Signatures:",
            "Name: sha256:aa@two",
            "Type: atomic",
            "Status: Verified",
            "Issued By: release team");
  }
}
