package dev.weir.imagestream;

import dev.weir.image.OwnRegistry;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** Streams and tags for tests. */
final class StreamFixture {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final StreamName RUBY = new StreamName("demo", "ruby");
  static final String A = "sha256:" + "a1".repeat(32);
  static final String B = "sha256:" + "b2".repeat(32);
  static final String C = "sha256:" + "c3".repeat(32);

  private StreamFixture() {}

  static TagEvent event(String reference, String image, long generation) {
    return new TagEvent(NOW.minusSeconds(60), reference, image, generation);
  }

  /** An event of an image in the stream's own repository. */
  static TagEvent own(String image, long generation) {
    return event(OwnRegistry.pullSpec(RUBY, image), image, generation);
  }

  static SpecTag docker(String name, String pullSpec) {
    return SpecTag.named(name).withFrom(TagSource.dockerImage(pullSpec));
  }

  static SpecTag tracking(String name, String source) {
    return source(name, TagSource.STREAM_TAG, "", source);
  }

  static SpecTag source(String name, String kind, String namespace, String source) {
    return SpecTag.named(name).withFrom(new TagSource(kind, namespace, source, Map.of()));
  }

  static ImageStream stream(SpecTag... tags) {
    ImageStream stream = ImageStream.empty(RUBY);
    for (SpecTag tag : tags) {
      stream = stream.withSpecTag(tag);
    }
    return stream;
  }

  /** As it would be stored. */
  static ImageStream stored(SpecTag... tags) {
    return accepted(rules().create(stream(tags)));
  }

  static ImageStream with(ImageStream stream, String tag, TagEvent... events) {
    return stream.withTag(tag, new TagHistory(List.of(events), List.of()));
  }

  static StreamRules rules(ImageStream... others) {
    return new StreamRules(NOW, new Streams(List.of(others)), SourceAccess.ALL);
  }

  private record Streams(List<ImageStream> all) implements SourceStreams {
    @Override
    public Optional<ImageStream> find(StreamName name) {
      return all.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    @Override
    public List<TagEvent> older(StreamName name, String id) {
      return find(name).stream()
          .flatMap(s -> s.tags().values().stream())
          .flatMap(history -> history.items().stream())
          .filter(event -> PartialDigest.matches(event.image(), id))
          .toList();
    }

    @Override
    public Optional<TagEvent> older(StreamName name, String tag, String image) {
      return find(name).stream()
          .flatMap(s -> s.history(tag).items().stream())
          .filter(event -> event.image().equals(image))
          .findFirst();
    }
  }

  static ImageStream accepted(StreamRules.Written written) {
    Assertions.assertThat(written).isInstanceOf(StreamRules.Written.Accepted.class);
    return ((StreamRules.Written.Accepted) written).stream();
  }

  static List<String> refused(StreamRules.Written written) {
    Assertions.assertThat(written).isInstanceOf(StreamRules.Written.Refused.class);
    return ((StreamRules.Written.Refused) written)
        .problems().stream().map(FieldProblem::toString).toList();
  }

  /** Why a write is refused for a tag that is held. */
  static String held(StreamRules.Written written) {
    Assertions.assertThat(written).isInstanceOf(StreamRules.Written.Held.class);
    return ((StreamRules.Written.Held) written).why();
  }

  static long tagGeneration(ImageStream stream, String tag) {
    return Optional.ofNullable(stream.spec().get(tag)).orElseThrow().generation().orElse(-1);
  }
}
