package dev.weir.streams.removal;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import dev.weir.streams.linked.DroppedImages;
import dev.weir.streams.parts.Composition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Deletes manifests by their digests (registry.md 3.3): with the tags that hold them, where the
 * caller may delete those, and never what came after pruning dropped it.
 */
public final class DeletedDigests {
  private static final int ATTEMPTS = 20;

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamWriter writer;
  private final RepositoryLinks links;
  private final StreamContent content;
  private final DroppedImages dropped;

  public DeletedDigests(Streams streams) {
    this.context = streams.context();
    this.streams = streams.store();
    this.writer = streams.writer();
    this.links = streams.links();
    this.content = streams.content();
    this.dropped = streams.dropped();
  }

  /** What became of a delete. */
  public sealed interface Outcome {
    /**
     * It is gone, and the tags that were at it with it.
     *
     * @param following those of the tags that follow another registry, and will be what that has
     */
    record Gone(SortedSet<String> tags, List<SpecTag> following) implements Outcome {
      public Gone {
        following = List.copyOf(following);
      }
    }

    /** The repository does not have it. */
    record Unknown() implements Outcome {}

    /** Tags hold it, and not all of them are among those that may go. */
    record Held(SortedSet<String> tags) implements Outcome {}

    /** No tag holds it, and nobody said that it may go. */
    record Loose() implements Outcome {}

    /**
     * An image that stays lists it.
     *
     * @param image an index
     * @param tag that holds the index
     */
    record Listed(String image, String tag) implements Outcome {}

    /** A tag is at it that somebody holds. */
    record Kept(SpecTag tag) implements Outcome {}

    /** It was dropped then, and came again. */
    record CameAgain(Instant since) implements Outcome {}
  }

  /**
   * What may go.
   *
   * @param tags may go if they hold the manifest
   * @param loose whether it may go where no tag holds it
   */
  public record Allowed(Set<String> tags, boolean loose) {
    public Allowed {
      tags = Set.copyOf(tags);
    }
  }

  /** Deletes as much as is allowed, all or nothing, durable on return. */
  public Outcome delete(User user, StreamName repository, Digest digest, Allowed allowed) {
    return streams.inTurn(repository, () -> inTurn(user, repository, digest, allowed));
  }

  private Outcome inTurn(User user, StreamName repository, Digest digest, Allowed allowed) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Outcome> outcome = attempt(user, streams.whole(repository), digest, allowed);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw StreamWriter.busy(repository);
  }

  /** Empty if somebody was faster. */
  private Optional<Outcome> attempt(
      User user, StoredStream before, Digest digest, Allowed allowed) {
    ImageStream stream = before.stream();
    StreamName repository = stream.name();
    TagsOfImage tags = TagsOfImage.of(stream, digest.toString());
    boolean linked =
        links.find(repository, digest).filter(RepositoryLinks.Link::isManifest).isPresent();
    Optional<DroppedImages.Dropped> drop = dropped.find(repository, digest);
    if (tags.all().isEmpty() && !allowed.loose()) {
      return Optional.of(new Outcome.Loose());
    }
    if (drop.isPresent() && (drop.get().again() || !tags.all().isEmpty())) {
      return Optional.of(new Outcome.CameAgain(drop.get().since()));
    }
    if (!allowed.tags().containsAll(tags.all())) {
      return Optional.of(new Outcome.Held(tags.all()));
    }
    Optional<SpecTag> kept = tags.held(stream);
    if (kept.isPresent()) {
      return kept.map(Outcome.Kept::new);
    }
    ImageStream after = tags.takenFrom(stream, digest.toString(), context.now());
    Optional<Outcome> lister = lister(after, digest);
    if (lister.isPresent()) {
      return lister;
    }
    if (tags.all().isEmpty() && !linked) {
      return Optional.of(new Outcome.Unknown());
    }
    if (!tags.all().isEmpty() && !isWritten(user, before, after)) {
      return Optional.empty();
    }
    if (!content.unlink(repository, digest, shown -> shown.manifests().contains(digest))) {
      return Optional.empty();
    }
    dropped.forget(repository, digest);
    return Optional.of(
        new Outcome.Gone(new TreeSet<>(tags.now()), tags.following(stream, digest.toString())));
  }

  private boolean isWritten(User user, StoredStream before, ImageStream after) {
    ImageStream ruled =
        StreamWriter.require(after.name(), writer.rules(user).edit(before.stream(), after));
    return writer.write(before, ruled, Origin.UNKNOWN, false).isPresent();
  }

  /** An index of a tag that lists the manifest, at any depth. */
  private Optional<Outcome> lister(ImageStream stream, Digest digest) {
    if (!content.of(stream.name()).manifests().contains(digest)) {
      return Optional.empty(); // as far as is told quickly
    }
    for (Map.Entry<String, TagHistory> tag : stream.tags().entrySet()) {
      for (TagEvent event : tag.getValue().items()) {
        Optional<Digest> image = Digest.tryParse(event.image());
        if (image.isPresent() && lists(image.get(), digest)) {
          return Optional.of(new Outcome.Listed(event.image(), tag.getKey()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean lists(Digest image, Digest digest) {
    Set<Digest> seen = new HashSet<>(Set.of(image));
    Deque<Digest> open = new ArrayDeque<>(List.of(image));
    while (!open.isEmpty()) {
      Optional<Composition> made = content.composition(open.removeFirst());
      made.stream().flatMap(Composition::children).filter(seen::add).forEach(open::addLast);
    }
    return seen.contains(digest) && !image.equals(digest);
  }
}
