package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.storage.gc.Repository.Made;
import dev.weir.storage.gc.Repository.Subject;
import dev.weir.storage.gc.Repository.Tag;
import dev.weir.streams.RepositoryLinks.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which links of a repository something needs, and why.
 *
 * @param kept all that something needs, whether it is linked or not
 * @param unused links that nothing needs
 * @param loose tags that only tell of an image which was in the stream and is nowhere any more
 * @param unread manifests that are needed and cannot be read: what they need cannot be told
 * @param change when something that is kept for a time may be kept no longer; empty if nothing is
 */
public record RepositoryPlan(
    Map<Digest, Reason> kept,
    Set<Digest> unused,
    Set<String> loose,
    Set<Digest> unread,
    Optional<Instant> change) {

  /** Why something is kept; of several reasons the first. */
  public enum Reason {
    /** An event of a tag is that image. */
    TAGGED,
    /** A workload uses it. */
    IN_USE,
    /** Somebody who pushes was told that it is there. */
    LEASED,
    /** It was pushed by its digest, or pulled, not long ago. */
    UNTAGGED,
    /** A manifest that is kept names it. */
    PART,
    /** It says something about an image that is kept. */
    REFERRER
  }

  /** Decides; {@code untaggedKeep} is how long a manifest stays that was pushed by digest only. */
  public static RepositoryPlan of(Repository repository, Instant now, Duration untaggedKeep) {
    return new Search(repository, now, untaggedKeep).plan();
  }

  /** Begins with what keeps longest, so that what others keep has no time of its own. */
  private static final class Search {
    private final Repository all;
    private final Instant now;
    private final Duration untaggedKeep;
    private final Map<Digest, Reason> kept = new LinkedHashMap<>();
    private final Deque<Digest> open = new ArrayDeque<>();
    private final Map<Digest, Set<Digest>> referrers = new HashMap<>();
    private final Map<Digest, Set<Tag>> fallbacks = new HashMap<>();
    private final Set<Tag> undecided = new LinkedHashSet<>();
    private final Set<Digest> unread = new LinkedHashSet<>();
    private Optional<Instant> change = Optional.empty();

    Search(Repository all, Instant now, Duration untaggedKeep) {
      this.all = all;
      this.now = now;
      this.untaggedKeep = untaggedKeep;
      all.links()
          .forEach(
              (digest, link) ->
                  link.subject()
                      .ifPresent(
                          s -> referrers.computeIfAbsent(s, _ -> new HashSet<>()).add(digest)));
      for (Tag tag : all.tags()) {
        tag.subject()
            .map(Subject::image)
            .ifPresent(
                subject -> {
                  undecided.add(tag);
                  fallbacks.computeIfAbsent(subject, _ -> new HashSet<>()).add(tag);
                });
      }
    }

    RepositoryPlan plan() {
      all.tags().stream().filter(tag -> tag.subject().isEmpty()).forEach(this::keep);
      all.inUse().stream().filter(all.links()::containsKey).forEach(d -> keep(d, Reason.IN_USE));
      follow();
      all.leases()
          .forEach(
              (digest, end) -> {
                if (end.isAfter(now) && keep(digest, Reason.LEASED)) {
                  changesAt(end);
                }
              });
      follow();
      all.links().forEach(this::keepUntagged);
      follow();
      List.copyOf(undecided).stream().filter(tag -> !mayGo(tag)).forEach(this::keep);
      follow();
      Set<String> loose = new LinkedHashSet<>();
      for (Tag tag : List.copyOf(undecided)) {
        loose.add(tag.name());
        keep(tag);
      }
      follow();
      Set<Digest> unused = new LinkedHashSet<>(all.links().keySet());
      unused.removeAll(kept.keySet());
      return new RepositoryPlan(kept, unused, loose, unread, change);
    }

    private void keep(Tag tag) {
      undecided.remove(tag);
      tag.images().forEach(image -> keep(image, Reason.TAGGED));
    }

    private boolean keep(Digest digest, Reason why) {
      boolean isNew = kept.putIfAbsent(digest, why) == null;
      if (isNew) {
        open.add(digest);
      }
      return isNew;
    }

    /** Keeps what that which is kept needs, what it is told of, and what that needs. */
    private void follow() {
      while (!open.isEmpty()) {
        Digest digest = open.removeFirst();
        if (all.unread().contains(digest)) {
          unread.add(digest);
        }
        Made made = all.made().get(digest);
        if (made != null) {
          made.manifests().stream()
              .filter(child -> !isGap(digest, child))
              .forEach(child -> keep(child, Reason.PART));
          made.blobs().forEach(blob -> keep(blob, Reason.PART));
        }
        referrers.getOrDefault(digest, Set.of()).forEach(r -> keep(r, Reason.REFERRER));
        fallbacks.getOrDefault(digest, Set.of()).forEach(this::keep);
      }
    }

    /** What was pushed besides is no gap any more. */
    private boolean isGap(Digest manifest, Digest child) {
      return all.gaps().getOrDefault(manifest, Set.of()).contains(child)
          && !all.links().containsKey(child);
    }

    /**
     * A manifest that says something about an image which is here goes with that, however young it
     * is.
     */
    private void keepUntagged(Digest digest, Link link) {
      boolean goesWithAnother = link.subject().filter(all.links()::containsKey).isPresent();
      if (link.untagged().isEmpty() || goesWithAnother || all.withoutImage().contains(digest)) {
        return;
      }
      Instant end = earlier(link.untagged().get(), now).plus(untaggedKeep);
      if (end.isAfter(now) && keep(digest, Reason.UNTAGGED)) {
        changesAt(end);
      }
    }

    /** One whose image never came may tell of what another registry has. */
    private boolean mayGo(Tag tag) {
      return tag.subject()
          .filter(subject -> subject.left().isPresent() && !subject.held())
          .filter(subject -> !all.links().containsKey(subject.image()))
          .isPresent();
    }

    private void changesAt(Instant time) {
      change = Optional.of(change.filter(time::isAfter).orElse(time));
    }

    private static Instant earlier(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }
  }
}
