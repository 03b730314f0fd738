package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.streams.encoded.PastEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Tags that a test writes down, with their whole histories. */
final class TestTags implements TagFacts {
  static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private final Map<StreamName, ImageStream> streams =
      new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
  private final Set<String> hidden = new HashSet<>();

  /** A digest that a letter stands for. */
  static String digest(char hex) {
    return "sha256:" + Character.toString(hex).repeat(64);
  }

  /** {@code NS/STREAM:TAG}, in {@code demo} if it has no namespace. */
  static TagKey tag(String text) {
    String whole = text.indexOf('/') < 0 ? "demo/" + text : text;
    String[] parts = whole.split("[/:]", 3);
    return new TagKey(parts[0], parts[1], parts[2]);
  }

  static ImageId image(char hex) {
    return new ImageId(digest(hex), "");
  }

  /** A tag moves to an image of its own repository, so many minutes after noon. */
  TestTags moved(String tag, char image, int minute, Origin origin) {
    StreamName stream = tag(tag).streamName();
    return moved(tag, OwnRegistry.pullSpec(stream, digest(image)), digest(image), minute, origin);
  }

  TestTags moved(String tag, String reference, String image, int minute, Origin origin) {
    TagKey key = tag(tag);
    TagEvent event = new TagEvent(NOON.plusSeconds(60L * minute), reference, image, minute, origin);
    ImageStream stream = streamOf(key);
    List<TagEvent> events = new ArrayList<>(List.of(event));
    events.addAll(stream.history(key.tag()).items());
    streams.put(key.streamName(), stream.withTag(key.tag(), new TagHistory(events, List.of())));
    return this;
  }

  TestTags spec(String tag, TagSource from, Map<String, String> annotations) {
    TagKey key = tag(tag);
    SpecTag spec = SpecTag.named(key.tag()).withFrom(from).withAnnotations(annotations);
    streams.put(key.streamName(), streamOf(key).withSpecTag(spec));
    return this;
  }

  TestTags follows(String tag, String other) {
    return spec(tag, new TagSource(TagSource.STREAM_TAG, "", other, Map.of()), Map.of());
  }

  TestTags hide(String namespace) {
    hidden.add(namespace);
    return this;
  }

  private ImageStream streamOf(TagKey key) {
    return streams.getOrDefault(key.streamName(), ImageStream.empty(key.streamName()));
  }

  @Override
  public boolean mayBeSeen(TagKey tag) {
    return !hidden.contains(tag.namespace());
  }

  @Override
  public boolean mayNamesBeSeen(TagKey tag) {
    return mayBeSeen(tag);
  }

  @Override
  public Optional<ImageStream> stream(StreamName name) {
    return Optional.ofNullable(streams.get(name));
  }

  @Override
  public Optional<PastEvent> past(TagKey tag, ImageId image, Predicate<TagEvent> wanted) {
    return stream(tag.streamName())
        .flatMap(
            stream ->
                PastEvent.in(
                    stream.history(tag.tag()).items(),
                    event -> image.isOf(event) && wanted.test(event)));
  }

  @Override
  public List<String> tagsThatHad(StreamName stream, ImageId image) {
    return stream(stream).stream()
        .flatMap(found -> found.tags().entrySet().stream())
        .filter(tag -> tag.getValue().items().stream().anyMatch(image::isOf))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public List<TagKey> tagsThatHave(String namespace, ImageId image) {
    return streams.values().stream()
        .filter(stream -> stream.name().namespace().equals(namespace))
        .flatMap(
            stream ->
                stream.tags().keySet().stream()
                    .filter(tag -> stream.newest(tag).filter(image::isOf).isPresent())
                    .map(tag -> new TagKey(namespace, stream.name().name(), tag)))
        .toList();
  }
}
