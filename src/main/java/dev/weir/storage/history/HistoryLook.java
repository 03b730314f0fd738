package dev.weir.storage.history;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.history.GoneEvents;
import dev.weir.imagestream.history.HistoryBounds;
import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.StreamLook;
import dev.weir.storage.gc.Users;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import dev.weir.streams.encoded.HistoryEnd;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets events of a stream leave that are beyond the bounds of their tag's history, as if somebody
 * had written the stream without them; what only they held is loose then. It looks at the old end
 * of each history first, so that looking costs the same however long they are.
 */
public final class HistoryLook implements StreamLook {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryLook.class);
  private static final int ATTEMPTS = 10;

  /** An event that leaves may take that many parts of a write, in which a store takes so many. */
  private static final int PARTS = 3;

  private final Streams streams;
  private final HistoryEnd end;
  private final Users users;
  private final int atOnce;

  /**
   * Of the streams of a server.
   *
   * @param users asked only where something is beyond its bounds
   */
  public HistoryLook(Streams streams, Users users) {
    this.streams = streams;
    this.end = streams.store().historyEnd();
    this.users = users;
    this.atOnce = Math.clamp(streams.context().store().limits().operations() / PARTS, 1, 1000);
  }

  /**
   * Lets go what is due.
   *
   * @return when the next event of the stream may leave, if nothing changes
   * @throws RuntimeException if it cannot be told what workloads use; then nothing leaves
   */
  @Override
  public Optional<Instant> look(StreamName name) {
    Sight sight = sight(name);
    if (!sight.due()) {
      return sight.next();
    }
    Set<Digest> inUse = users.inUse().get();
    return streams.store().inTurn(name, () -> cut(name, image -> isUsed(inUse, image)));
  }

  private static boolean isUsed(Set<Digest> inUse, String image) {
    return Digest.tryParse(image).filter(inUse::contains).isPresent();
  }

  /**
   * What the old end of the histories says.
   *
   * @param due whether something may leave now
   * @param next when something may leave, where nothing may now
   */
  private record Sight(boolean due, Optional<Instant> next) {}

  private Sight sight(StreamName name) {
    StoredStream stored = streams.store().glance(name);
    Instant now = streams.context().now();
    Optional<Instant> next = Optional.empty();
    if (!stored.exists() || !stored.older()) {
      return new Sight(false, next);
    }
    for (String tag : stored.stream().tags().keySet()) {
      HistoryBounds bounds = stored.stream().historyBounds(tag);
      if (!bounds.all() && end.isLongerThan(name, tag, bounds.most() - 1)) {
        Instant due = oldest(name, tag).map(bounds::due).orElse(now);
        if (!due.isAfter(now)) {
          return new Sight(true, next);
        }
        next = earlier(next, Optional.of(due));
      }
    }
    return new Sight(false, next);
  }

  private Optional<Instant> oldest(StreamName name, String tag) {
    return end.oldest(name, tag).stream().map(TagEvent::created).min(Instant::compareTo);
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || other.filter(one.get()::isAfter).isPresent() ? other : one;
  }

  private Optional<Instant> cut(StreamName name, Predicate<String> used) {
    Map<String, Integer> left = new TreeMap<>();
    Within within;
    do {
      within = cutSome(name, used);
      within.left().forEach((tag, count) -> left.merge(tag, count, Integer::sum));
    } while (!within.left().isEmpty());
    if (!left.isEmpty()) {
      LOG.info("stream={} lost events beyond the bounds of its tags: {}", name, left);
    }
    return within.next();
  }

  private Within cutSome(StreamName name, Predicate<String> used) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = streams.store().whole(name);
      Within within = within(before.stream(), used);
      if (within.left().isEmpty()
          || streams.writer().write(before, within.stream(), Origin.UNKNOWN, false).isPresent()) {
        return within;
      }
    }
    throw new IllegalStateException("stream " + name + " is written by too many at once");
  }

  /**
   * A stream within its bounds.
   *
   * @param left how many events each tag lost
   */
  private record Within(ImageStream stream, Map<String, Integer> left, Optional<Instant> next) {}

  private Within within(ImageStream stream, Predicate<String> used) {
    Instant now = streams.context().now();
    Map<String, TagHistory> tags = new TreeMap<>(stream.tags());
    Map<String, Integer> left = new TreeMap<>();
    Map<String, HistoryBounds> bounds = new TreeMap<>();
    Optional<Instant> next = Optional.empty();
    for (Map.Entry<String, TagHistory> tag : stream.tags().entrySet()) {
      HistoryBounds own = stream.historyBounds(tag.getKey());
      TagHistory.Cut cut = tag.getValue().within(own, now, used, atOnce);
      next = earlier(next, cut.next());
      if (cut.gone() > 0) {
        tags.put(tag.getKey(), cut.history());
        left.put(tag.getKey(), cut.gone());
        bounds.put(tag.getKey(), own);
      }
    }
    if (left.isEmpty()) {
      return new Within(stream, left, next);
    }
    String told =
        GoneEvents.add(stream.annotation(GoneEvents.ANNOTATION), left, bounds, tags.keySet());
    return new Within(
        stream.withTags(tags).withAnnotation(GoneEvents.ANNOTATION, told), left, next);
  }
}
