package dev.weir.importing.age;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.streams.StreamKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was seen under tags of other registries, under {@code /seen/NS/STREAM/TAG}. */
public final class SeenTags {
  private static final Logger LOG = LoggerFactory.getLogger(SeenTags.class);

  private final Store store;
  private final AgeClock clock;

  SeenTags(Store store, AgeClock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What is kept of a tag.
   *
   * @param revision 0 if nothing is
   * @param seen empty if nothing is, or if it is damaged
   */
  record Kept(long revision, Optional<Seen> seen) {
    boolean waits() {
      return seen.filter(one -> one.candidates().all().stream().anyMatch(it -> !it.taken()))
          .isPresent();
    }

    boolean waitsFor(String image) {
      return seen.flatMap(one -> one.candidates().find(image))
          .filter(one -> !one.taken())
          .isPresent();
    }

    /** What was seen of a source; nothing if it was another one, or by another clock. */
    Candidates of(Source source, String clock) {
      return seen.filter(one -> one.source().equals(source) && one.clock().equals(clock))
          .map(Seen::candidates)
          .orElse(Candidates.NONE);
    }
  }

  Kept find(StreamName stream, String tag) {
    return store
        .get(StreamKeys.seen(stream, tag))
        .map(SeenTags::read)
        .orElse(new Kept(0, Optional.empty()));
  }

  private static Kept read(Entry entry) {
    Optional<Seen> seen = Seen.decode(entry.value());
    if (seen.isEmpty()) {
      LOG.warn(
          "{} cannot be read: what was seen of that tag is taken as not seen, and waits anew",
          entry.key());
    }
    return new Kept(entry.modRevision(), seen);
  }

  /** All of a stream, by tag. */
  Map<String, Kept> all(StreamName stream) {
    String prefix = StreamKeys.seen(stream);
    Map<String, Kept> all = new TreeMap<>();
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      all.put(entry.key().substring(prefix.length()), read(entry));
    }
    return all;
  }

  /** True if an image waits to be old enough for a tag. */
  public static boolean isWaiting(Store store, StreamName stream, String tag) {
    return store.get(StreamKeys.seen(stream, tag)).filter(one -> read(one).waits()).isPresent();
  }

  /** True if this image does. */
  public static boolean isWaiting(Store store, StreamName stream, String tag, String image) {
    return store
        .get(StreamKeys.seen(stream, tag))
        .filter(one -> read(one).waitsFor(image))
        .isPresent();
  }

  /** A tag that waits for an image, as {@code NAMESPACE/STREAM:TAG}. */
  public static Optional<String> waitingFor(Store store, String image) {
    BytePattern name = BytePattern.of("\"image\":\"" + image + "\"");
    return store.range(RangeQuery.all(StreamKeys.SEEN)).entries().stream()
        .filter(entry -> name.indexIn(entry.value(), 0) >= 0)
        .filter(entry -> read(entry).waitsFor(image))
        .map(entry -> entry.key().substring(StreamKeys.SEEN.length()))
        .map(
            key ->
                key.substring(0, key.lastIndexOf('/'))
                    + ":"
                    + key.substring(key.lastIndexOf('/') + 1))
        .findFirst();
  }

  /** Images that wait to be old enough for tags of a stream, by tag. */
  public static Map<String, List<String>> waiting(Store store, StreamName stream) {
    String prefix = StreamKeys.seen(stream);
    Map<String, List<String>> all = new TreeMap<>();
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      List<String> images =
          read(entry).seen().stream()
              .flatMap(one -> one.candidates().all().stream())
              .filter(one -> !one.taken())
              .map(Candidate::image)
              .toList();
      all.put(entry.key().substring(prefix.length()), images);
    }
    return all;
  }

  /** Streams of which something was seen. */
  public List<StreamName> streams() {
    return store.range(RangeQuery.all(StreamKeys.SEEN)).entries().stream()
        .map(entry -> entry.key().substring(StreamKeys.SEEN.length()).split("/", 3))
        .map(parts -> new StreamName(parts[0], parts[1]))
        .distinct()
        .toList();
  }

  /** True of a tag that says of which tag of another registry it is: only such wait. */
  public static boolean followsARegistry(SpecTag tag) {
    return tag.from().filter(from -> from.kind().equals(TagSource.DOCKER_IMAGE)).isPresent();
  }

  /** What was seen of a stream's tag, of where it comes from now. */
  public Candidates of(ImageStream stream, String tag) {
    Optional<SpecTag> spec = stream.specTag(tag).filter(SeenTags::followsARegistry);
    return spec.map(one -> find(stream.name(), tag).of(Source.of(stream, one), clock.id()))
        .orElse(Candidates.NONE);
  }
}
