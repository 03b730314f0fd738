package dev.weir.storage.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.parts.Composition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pruning by the usual rules would leave without a holder in a stream. */
final class PrunablePartsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final StreamName APP = new StreamName("demo", "app");
  private static final String REPOSITORY = OwnRegistry.HOST + "/demo/app";

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(UTF_8));
  }

  /**
   * Of an image {@code a} a layer {@code la}; {@code base} is in all; {@code i} lists {@code a}.
   */
  private static Optional<Composition> made(Digest digest) {
    if (digest.equals(digest("i"))) {
      return Optional.of(
          new Composition(
              MediaTypes.OCI_INDEX,
              List.of(Descriptor.of(MediaTypes.OCI_MANIFEST, digest("a"), 1)),
              Optional.empty(),
              List.of(),
              Optional.empty()));
    }
    return Stream.of("a", "b", "c", "d", "e")
        .filter(name -> digest.equals(digest(name)))
        .findFirst()
        .map(
            name ->
                new Composition(
                    MediaTypes.OCI_MANIFEST,
                    List.of(),
                    Optional.empty(),
                    Stream.of("base", "l" + name)
                        .map(layer -> Descriptor.of(MediaTypes.OCI_LAYER, digest(layer), 1))
                        .toList(),
                    Optional.empty()));
  }

  private static ImageStream stream(Duration age, String tags) {
    ImageStream stream = ImageStream.empty(APP);
    stream.metadata().put("creationTimestamp", NOW.minus(Duration.ofDays(1)).toString());
    for (String tag : tags.split(" ")) {
      List<TagEvent> events = new ArrayList<>();
      for (String image : tag.substring(tag.indexOf('=') + 1).split("")) {
        events.add(
            new TagEvent(NOW.minus(age), REPOSITORY + "@" + digest(image), digest(image) + "", 1));
      }
      stream =
          stream.withTag(tag.substring(0, tag.indexOf('=')), new TagHistory(events, List.of()));
    }
    return stream;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "three revisions stay            | t=edc     | PT2H | -  | -  | -",
        "what is older goes              | t=edcba   | PT2H | -  | -  | a b la lb",
        "what is young stays             | t=edcba   | PT59M | - | -  | -",
        "another tag holds an image      | t=edcba u=a | PT2H | - | - | b lb",
        "the same image is newer, too    | t=eacba   | PT2H | -  | -  | b lb",
        "a workload uses an image        | t=edcba   | PT2H | a  | -  | b lb",
        "an index goes with what it lists | t=edci   | PT2H | -  | -  | i a la",
        "what it lists is tagged         | t=edci u=a | PT2H | - | -  | i",
        "an untagged manifest stays      | t=edcb    | PT2H | -  | a  | b lb",
        "what it is made of is not known | t=edcb    | PT2H | -  | x  | -"
      })
  void whatOnlyEventsThatGoHoldIsPrunable(
      String why, String tags, Duration age, String used, String untagged, String expected) {
    Stream<String> names = names(used).map(name -> REPOSITORY + "@" + digest(name));
    List<Digest> linked =
        Stream.concat(names(untagged), Stream.of("a", "b", "i").filter(tags::contains))
            .map(PrunablePartsTest::digest)
            .toList();
    PrunableParts parts =
        new PrunableParts(NOW, PrunableParts.used(names, NOW), _ -> true, PrunablePartsTest::made);

    Set<Digest> prunable = parts.of(stream(age, tags), () -> linked);

    assertThat(prunable)
        .as(why)
        .isEqualTo(names(expected).map(PrunablePartsTest::digest).collect(Collectors.toSet()));
  }

  private static Stream<String> names(String text) {
    return text.equals("-") ? Stream.empty() : Stream.of(text.split(" "));
  }
}
