package dev.weir.imagestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.cells.ImageTagCells;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTagCellsTest {
  private static final Instant NOW = StreamFixture.NOW;

  private static Optional<SpecTag> wish(String text) {
    return switch (text) {
      case "none" -> Optional.empty();
      case "empty" -> Optional.of(SpecTag.named("t").withGeneration(5));
      case "docker" -> docker();
      case "reference" -> docker().map(tag -> tag.withReference(true));
      case "scheduled" ->
          docker().map(t -> t.withImportPolicy(new ImportPolicy(false, true, ImportPolicy.LEGACY)));
      case "nameless" -> from(TagSource.DOCKER_IMAGE, "", "");
      case "foreign" -> from("Secret", "", "x");
      case "track" -> from(TagSource.STREAM_TAG, "", "v1");
      case "istag" -> from(TagSource.STREAM_TAG, "", "ruby:v1");
      case "istag-elsewhere" -> from(TagSource.STREAM_TAG, "shared", "ruby:v1");
      case "isimage" -> from(TagSource.STREAM_IMAGE, "", "ruby@sha256:a1");
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Optional<SpecTag> docker() {
    return Optional.of(StreamFixture.docker("t", "quay.io/a/b:1").withGeneration(5));
  }

  private static Optional<SpecTag> from(String kind, String namespace, String name) {
    return Optional.of(
        SpecTag.named("t")
            .withFrom(new TagSource(kind, namespace, name, Map.of()))
            .withGeneration(5));
  }

  private static TagHistory past(String text) {
    TagCondition failed = TagCondition.importFailed(NOW, "NotFound", "no such image", 5);
    return switch (text) {
      case "none" -> TagHistory.EMPTY;
      case "failed" -> new TagHistory(List.of(), List.of(failed));
      case "old" -> events(4, "sha256:a1");
      case "same" -> events(5, "sha256:a1");
      case "newer" -> events(6, "sha256:a1");
      case "pointer" -> events(5, "");
      case "old-and-failed" -> new TagHistory(events(4, "sha256:a1").items(), List.of(failed));
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static TagHistory events(long generation, String image) {
    return new TagHistory(
        List.of(new TagEvent(NOW.minusSeconds(120), "quay.io/a/b@sha256:a1", image, generation)),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "none,            none,           '',        ''",
    "none,            same,           Push,      image/sha256:a1",
    "none,            pointer,        '',        quay.io/a/b@sha256:a1",
    "none,            failed,         '',        ImportFailed (NotFound)",
    "empty,           none,           '',        ''",
    "empty,           newer,          Push,      image/sha256:a1",
    "docker,          none,           Tag,       quay.io/a/b:1",
    "docker,          old,            Tag,       Importing",
    "docker,          same,           Tag,       image/sha256:a1",
    "docker,          newer,          Push,      image/sha256:a1",
    "docker,          failed,         Tag,       ImportFailed (NotFound)",
    "docker,          old-and-failed, Tag,       ImportFailed (NotFound)",
    "reference,       pointer,        Ref,       quay.io/a/b@sha256:a1",
    "reference,       none,           Ref,       quay.io/a/b:1",
    "scheduled,       same,           Scheduled, image/sha256:a1",
    "scheduled,       newer,          Push,      image/sha256:a1",
    "track,           none,           Track,     istag/v1",
    "track,           newer,          Track,     image/sha256:a1",
    "istag,           none,           Tag,       istag/ruby:v1",
    "istag-elsewhere, none,           Tag,       istag shared/ruby:v1",
    "isimage,         none,           Tag,       image/sha256:a1",
    "isimage,         same,           Tag,       image/sha256:a1",
    "nameless,        none,           Tag,       InvalidRefName",
    "foreign,         none,           Tag,       InvalidRefKind",
  })
  void saysWhereATagComesFromAndWhatItIs(String wish, String past, String spec, String status) {
    assertThat(ImageTagCells.spec(wish(wish), past(past))).isEqualTo(spec);
    assertThat(ImageTagCells.status(wish(wish), past(past))).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "none, ''",
    "same, 2 minutes ago",
    "failed, Less than a second ago",
    "old-and-failed, Less than a second ago"
  })
  void theNewestOfEventAndFailureCountsAsUpdate(String past, String updated) {
    assertThat(ImageTagCells.updated(past(past), NOW)).isEqualTo(updated);
  }

  @Test
  void eventsWithoutTimeAreNotAnUpdate() {
    TagHistory history = new TagHistory(List.of(new TagEvent(Instant.EPOCH, "", "", 0)), List.of());
    assertThat(ImageTagCells.updated(history, NOW)).isEmpty();
  }
}
