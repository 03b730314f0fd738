package dev.weir.follower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagEvent;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an object keeps of why it was moved. */
class CauseTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.5Z");
  private static final TagEvent TAGGED =
      new TagEvent(NOON, "new", "new@2", 1, TagEvent.Origin.push("ann"));
  private static final Trigger.TagKey TAG = new Trigger.TagKey("demo", "app", "live");

  private static Cause cause(String path, String from, String to) {
    Trigger trigger = new Trigger.AtPath(TAG, path, true);
    return new Cause(new TriggerDecision.Move(trigger, from, to), NOON, Optional.of(TAGGED));
  }

  @Test
  void aMoveIsKeptWithItsTagImagesAndTimes() {
    assertThat(Cause.noted("", List.of(cause("a", "old@1", "new@2"))))
        .isEqualTo(
            "[{\"tag\":\"demo/app:live\",\"at\":\"a\",\"from\":\"old@1\",\"to\":\"new@2\","
                + "\"when\":\"2026-01-01T12:00:00Z\",\"tagged\":\"2026-01-01T12:00:00Z\","
                + "\"how\":\"push\",\"by\":\"ann\"}]");
  }

  @Test
  void whoMovedTheTagIsNotSaidWhereItIsNotKnown() {
    TagEvent old = TAGGED.withOrigin(TagEvent.Origin.UNKNOWN);
    Trigger trigger = new Trigger.AtPath(TAG, "a", true);
    Cause cause = new Cause(new TriggerDecision.Move(trigger, "", "new@2"), NOON, Optional.of(old));
    assertThat(Cause.noted("", List.of(cause)))
        .contains("\"tagged\"")
        .doesNotContain("\"how\"", "\"by\"");
  }

  @Test
  void aPlaceholderIsNoImageBefore() {
    assertThat(Cause.noted("", List.of(cause("a", " ", "new@2")))).doesNotContain("\"from\"");
  }

  @Test
  void thePlacesOfOtherKindsAreNamedToo() {
    TriggerDecision.Move containers =
        new TriggerDecision.Move(
            new Trigger.OfContainers(TAG, List.of("web", "side"), true), "", "new@2");
    TriggerDecision.Move build =
        new TriggerDecision.Move(new Trigger.OfBuild(TAG, true), "", "new@2");
    assertThat(
            Cause.noted(
                "",
                List.of(
                    new Cause(containers, NOON, Optional.empty()),
                    new Cause(build, NOON, Optional.empty()))))
        .contains("\"at\":\"containers web, side\"", "\"at\":\"build\"")
        .doesNotContain("tagged");
  }

  @Test
  void theNewestMoveOfAPlaceReplacesTheOneBefore() {
    String first = Cause.noted("", List.of(cause("a", "", "one"), cause("b", "", "one")));
    String second = Cause.noted(first, List.of(cause("b", "one", "two")));
    assertThat(Json.parse(second).valueStream().map(entry -> entry.path("at").asString()))
        .containsExactly("b", "a");
    assertThat(second).contains("\"to\":\"two\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "[7,\"x\",null]", "null", " ", "\"text\""})
  void whatSomebodyElseWroteThereDoesNotHoldAMoveUp(String before) {
    assertThat(Json.parse(Cause.noted(before, List.of(cause("a", "", "one"))))).hasSize(1);
  }

  @Test
  void thereIsABoundToPlacesAndBytes() {
    List<Cause> many =
        IntStream.range(0, 100).mapToObj(i -> cause("path" + i, "", "image")).toList();
    assertThat(Json.parse(Cause.noted("", many))).hasSize(20);
    List<Cause> long20 =
        IntStream.range(0, 20).mapToObj(i -> cause("p".repeat(3000) + i, "", "x")).toList();
    String noted = Cause.noted("", long20);
    assertThat(noted.getBytes(StandardCharsets.UTF_8).length).isBetween(3000, 16 * 1024);
  }
}
