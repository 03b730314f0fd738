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
                   "issuedBy": {"commonName": "release team"}, "conditions": [
                     {"type": "Trusted", "status": "True", "message": "by its key",
                      "lastProbeTime": "2026-01-02T03:04:05Z"}]}]}
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
            "Issued By: release team")
        .anyMatch(line -> line.startsWith(": Signature is Trusted (by its key on 2026-01-0"));
  }

  @Test
  void whatOthersWroteCannotMoveTheCursor() {
    String text =
        ImageText.of(
            Json.parse(
                """
                {"metadata": {"name": "sha256:aa", "annotations": {"a": "red \\u001b[31m\\r\\u009b"}}}
                """),
            "",
            Instant.EPOCH);

    assertThat(text).contains("a=red ?[31m??");
  }
}
