package dev.weir.storage.gc;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.Repository.Subject;
import dev.weir.storage.gc.Repository.Tag;
import dev.weir.storage.gc.RepositoryReader.Read;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets tags go that only tell of an image which was in their stream and is gone. */
final class LooseTags {
  private static final Logger LOG = LoggerFactory.getLogger(LooseTags.class);

  private final Streams streams;
  private final LooseLinks links;
  private final SeenMarks seen;
  private final InstantSource clock;
  private final Duration grace;

  LooseTags(Streams streams, SeenMarks seen, InstantSource clock, Duration grace) {
    this.streams = streams;
    this.links = new LooseLinks(streams.links());
    this.seen = seen;
    this.clock = clock;
    this.grace = grace;
  }

  /** Tags that only tell of what goes in this look: they are marked with that. */
  static Set<String> left(Read read, Set<Digest> gone) {
    return read.repository().tags().stream()
        .filter(tag -> tag.subject().filter(s -> gone.contains(s.image())).isPresent())
        .map(Tag::name)
        .collect(Collectors.toSet());
  }

  /**
   * Removes tags that are loose for a grace period.
   *
   * @param gone links that were removed just now
   * @return false if something is not as it was read
   */
  boolean look(StreamName name, Read read, RepositoryPlan plan, Set<Digest> gone) {
    Map<String, Instant> before = new HashMap<>();
    Map<String, Digest> subjects = new HashMap<>();
    Set<String> fast = new HashSet<>(streams.links().due().looseTags(name).keySet());
    Set<String> marked = left(read, gone);
    fast.removeAll(marked);
    for (Tag tag : read.repository().tags()) {
      Optional<Subject> subject = tag.subject();
      if (subject.filter(s -> isHere(s, read, plan)).isEmpty()) {
        fast.remove(tag.name());
      }
      if (plan.loose().contains(tag.name())) {
        subject.ifPresent(s -> subjects.put(tag.name(), s.image()));
        subject.flatMap(Subject::left).ifPresent(since -> before.put(tag.name(), since));
      }
    }
    boolean same = fast.isEmpty() || links.fasten(name, read.revision(), fast);
    Set<String> ripe = seen.ripeTags(name, before, marked);
    subjects.keySet().retainAll(ripe);
    return ripe.isEmpty() ? same : remove(name, subjects, read.revision());
  }

  private static boolean isHere(Subject subject, Read read, RepositoryPlan plan) {
    return plan.kept().containsKey(subject.image())
        || read.repository().links().containsKey(subject.image());
  }

  /** False: the stream has another revision from now on. */
  private boolean remove(StreamName name, Map<String, Digest> subjects, long revision) {
    StoredStream before = streams.store().newest(name);
    if (before.revision() == revision) {
      ImageStream left = before.stream();
      for (String tag : subjects.keySet()) {
        left = left.withoutTag(tag);
      }
      Optional<Long> written =
          streams
              .writer()
              .write(
                  before,
                  left,
                  Origin.UNKNOWN,
                  transaction ->
                      Set.copyOf(subjects.values())
                          .forEach(image -> LooseLinks.away(transaction, name, image)));
      if (written.isPresent()) {
        LOG.info("{} let go tags that told of images which are gone: {}", name, subjects.keySet());
      }
    }
    return false;
  }

  /**
   * When to look again after tags whose image left the stream and is held elsewhere; as long as
   * nobody says when that ends, later and later.
   */
  Optional<Instant> heldElsewhere(Read read) {
    Instant now = clock.instant();
    return read.repository().tags().stream()
        .flatMap(tag -> tag.subject().stream())
        .filter(Subject::held)
        .flatMap(subject -> subject.left().stream())
        .map(since -> Duration.between(since, now))
        .map(age -> now.plus(age.compareTo(grace) > 0 ? age : grace))
        .min(Comparator.naturalOrder());
  }
}
