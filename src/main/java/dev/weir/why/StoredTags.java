package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.streams.encoded.PastEvent;
import dev.weir.streams.past.StreamPast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Tags as they are stored, each stream read once for one who asks. */
final class StoredTags implements TagFacts {
  /** Most streams of a namespace that are looked through. */
  private static final int MOST_STREAMS = 500;

  /** Most tags that are named. */
  private static final int MOST_TAGS = 10;

  private final StreamPast streams;
  private final Seeing seeing;
  private final Map<StreamName, Optional<ImageStream>> read = new HashMap<>();
  private final Map<TagKey, Boolean> seen = new HashMap<>();
  private final Map<TagKey, Boolean> named = new HashMap<>();

  /**
   * What somebody may see.
   *
   * @param tags which, and what they were
   * @param names of which tags who moved them
   */
  record Seeing(Predicate<TagKey> tags, Predicate<TagKey> names) {}

  /**
   * Tags of a store.
   *
   * @param seeing what whoever asks may see
   */
  StoredTags(StreamPast streams, Seeing seeing) {
    this.streams = streams;
    this.seeing = seeing;
  }

  @Override
  public boolean mayBeSeen(TagKey tag) {
    return seen.computeIfAbsent(tag, seeing.tags()::test);
  }

  @Override
  public boolean mayNamesBeSeen(TagKey tag) {
    return named.computeIfAbsent(tag, seeing.names()::test);
  }

  @Override
  public Optional<ImageStream> stream(StreamName name) {
    return read.computeIfAbsent(name, streams::find);
  }

  @Override
  public Optional<PastEvent> past(TagKey tag, ImageId image, Predicate<TagEvent> wanted) {
    return streams.find(
        tag.streamName(),
        tag.tag(),
        image.text(),
        event -> image.isOf(event) && wanted.test(event));
  }

  @Override
  public List<String> tagsThatHad(StreamName stream, ImageId image) {
    return streams.tags(stream, image.text());
  }

  @Override
  public List<TagKey> tagsThatHave(String namespace, ImageId image) {
    List<ImageStream> some = new ArrayList<>();
    OwnRegistry.stream(image.pullSpec())
        .filter(named -> !named.namespace().equals(namespace))
        .flatMap(this::stream)
        .ifPresent(some::add);
    some.addAll(streams.holding(namespace, image.text(), MOST_STREAMS));
    List<TagKey> found = new ArrayList<>();
    for (ImageStream stream : some) {
      for (String tag : stream.tags().keySet()) {
        if (found.size() < MOST_TAGS && stream.newest(tag).filter(image::isOf).isPresent()) {
          found.add(new TagKey(stream.name().namespace(), stream.name().name(), tag));
        }
      }
    }
    return found;
  }
}
