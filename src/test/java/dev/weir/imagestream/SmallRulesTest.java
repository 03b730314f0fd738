package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.PartialDigest.Match;
import dev.weir.imagestream.cells.Ago;
import dev.weir.imagestream.cells.StreamCells;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Digest prefixes, the order of remote tags, and what tables say. */
final class SmallRulesTest {
  @Test
  void imagesAreFoundByHexOrByWholePrefix() {
    List<String> images = List.of(A, B, A, "");
    assertThat(PartialDigest.find(images, "a")).isEqualTo(new Match.Found(A));
    assertThat(PartialDigest.find(images, "sha256:b")).isEqualTo(new Match.Found(B));
    assertThat(PartialDigest.find(images, B)).isEqualTo(new Match.Found(B));
    assertThat(PartialDigest.find(images, "ff")).isEqualTo(new Match.None());
    assertThat(PartialDigest.find(images, "A1")).isEqualTo(new Match.None());
    assertThat(PartialDigest.find(images, "")).isEqualTo(new Match.None());
    assertThat(PartialDigest.find(List.of(), "a")).isEqualTo(new Match.None());
    assertThat(PartialDigest.find(images, "sha256")).isEqualTo(new Match.Several(List.of(A, B)));
    assertThat(PartialDigest.find(List.of("12345", "123"), "123"))
        .isEqualTo(new Match.Found("123"));
  }

  @Test
  void latestComesFirstThenMinorThenFullVersionsThenTheRest() {
    assertThat(
            RemoteTagOrder.sort(
                List.of(
                    "abc",
                    "v5.5",
                    "5.5",
                    "7.1.0",
                    "v7.1",
                    "7.1",
                    "3",
                    "latest",
                    "5.1.0-beta1",
                    "5.1.0-rc1",
                    "5.1.0-beta4",
                    "5.1.0",
                    "10.0",
                    "v5.1-rc1",
                    "",
                    "abc")))
        .containsExactly(
            "latest",
            "10.0",
            "7.1",
            "v7.1",
            "5.5",
            "v5.5",
            "v5.1-rc1",
            "7.1.0",
            "5.1.0",
            "5.1.0-rc1",
            "5.1.0-beta4",
            "5.1.0-beta1",
            "3",
            "abc");
    assertThat(RemoteTagOrder.sort(List.of("v1", "other", "v2", "3", "3.1", "abc")))
        .containsExactly("3.1", "3", "abc", "other", "v1", "v2");
  }

  @Test
  void durationsAreSpokenRoughly() {
    Map<Duration, String> expected =
        Map.ofEntries(
            Map.entry(Duration.ofMillis(900), "Less than a second"),
            Map.entry(Duration.ofSeconds(-5), "Less than a second"),
            Map.entry(Duration.ofSeconds(1), "1 second"),
            Map.entry(Duration.ofSeconds(59), "59 seconds"),
            Map.entry(Duration.ofSeconds(90), "About a minute"),
            Map.entry(Duration.ofMinutes(59), "59 minutes"),
            Map.entry(Duration.ofMinutes(61), "About an hour"),
            Map.entry(Duration.ofHours(47), "47 hours"),
            Map.entry(Duration.ofHours(48), "2 days"),
            Map.entry(Duration.ofDays(13), "13 days"),
            Map.entry(Duration.ofDays(14), "2 weeks"),
            Map.entry(Duration.ofDays(59), "8 weeks"),
            Map.entry(Duration.ofDays(60), "2 months"),
            Map.entry(Duration.ofDays(729), "24 months"),
            Map.entry(Duration.ofDays(730), "2 years"));
    expected.forEach((duration, words) -> assertThat(Ago.words(duration)).isEqualTo(words));
  }

  @Test
  void tagCellShowsTheNewestTagsThatFit() {
    assertThat(StreamCells.tags(Map.of())).isEmpty();
    assertThat(StreamCells.tags(Map.of("b", NOW, "a", NOW, "c", NOW.plusSeconds(5))))
        .isEqualTo("c,a,b");
    String wide = "w".repeat(50);
    assertThat(StreamCells.tags(Map.of(wide, NOW.plusSeconds(1), "x", NOW)))
        .isEqualTo(wide + " + 1 more...");
    assertThat(cells("t".repeat(20), "u".repeat(25), "v"))
        .isEqualTo("t".repeat(20) + "," + "u".repeat(25) + " + 1 more...");
    assertThat(cells("t".repeat(20), "u".repeat(30), "v"))
        .isEqualTo("t".repeat(20) + " + 2 more...");
    assertThat(cells("t".repeat(32), "u".repeat(8), "v"))
        .isEqualTo("t".repeat(32) + " + 2 more...");
  }

  private static String cells(String first, String second, String third) {
    return StreamCells.tags(
        Map.of(first, NOW.plusSeconds(2), second, NOW.plusSeconds(1), third, NOW));
  }

  @Test
  void updatedCellIsTheNewestOfAllTags() {
    Instant now = NOW.plusSeconds(7200);
    assertThat(StreamCells.updated(Map.of("a", NOW, "b", NOW.minusSeconds(9000)), now))
        .isEqualTo("2 hours ago");
    assertThat(StreamCells.updated(Map.of(), now)).isEmpty();
  }
}
