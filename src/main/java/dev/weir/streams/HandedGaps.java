package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What tags hand on with an image: of each manifest that its source shows of it, what {@link Gaps}
 * notes there. Each tag is followed for itself, from its image on; what one of them brings is there
 * where others do not bring it, as is what the stream shows by itself.
 */
final class HandedGaps {
  private static final int ATTEMPTS = 20;

  private final StreamStore streams;
  private final StreamContent content;
  private final Gaps gaps;
  private final PublishedHost published;

  HandedGaps(
      StreamStore streams, StreamContent content, RepositoryLinks links, PublishedHost published) {
    this.streams = streams;
    this.content = content;
    this.gaps = links.gaps();
    this.published = published;
  }

  /**
   * Adds what a change of a stream that is no push means for its gaps.
   *
   * @return false if a tag was pointed at an image of another stream which has lost it since: what
   *     that showed of it cannot be told any more, and who looks for it there again learns that
   */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  boolean follow(Transaction.Builder transaction, ImageStream before, ImageStream after) {
    Map<Digest, Set<Digest>> brought = new HashMap<>();
    boolean found = true;
    gaps.hold(transaction, after.name());
    for (Map.Entry<String, TagHistory> entry : after.tags().entrySet()) {
      String tag = entry.getKey();
      if (entry.getValue() == before.tags().get(tag)) {
        continue;
      }
      Optional<TagEvent> newest = after.newest(tag);
      if (!newest.equals(before.newest(tag))) {
        Optional<Digest> image =
            newest
                .filter(event -> OwnRegistry.owns(event.reference()))
                .flatMap(event -> Digest.tryParse(event.image()));
        if (image.isPresent()) {
          Brought of = bring(after, tag, newest.get(), image.get());
          of.missing().forEach((manifest, missing) -> merge(brought, manifest, missing));
          found &=
              !of.isLost()
                  || !wasFoundThere(after, tag, newest.get(), of.source())
                  || content.canBePulled(after.name(), image.get());
        }
      }
    }
    Map<Digest, Set<Digest>> notes = new HashMap<>();
    brought.forEach(
        (manifest, missing) -> notes.put(manifest, note(after.name(), manifest, missing)));
    gaps.write(transaction, after.name(), notes);
    return found;
  }

  /** True if the tag got the image by a look at that stream, at which it is pointed. */
  private static boolean wasFoundThere(
      ImageStream stream, String tag, TagEvent event, StreamName there) {
    return stream
        .specTag(tag)
        .flatMap(SpecTag::from)
        .flatMap(from -> SourceName.of(stream.name(), from))
        .filter(source -> source.stream().equals(there) && source.isSourceOf(event))
        .isPresent();
  }

  /**
   * What a source hands on.
   *
   * @param source of the image, by its pull spec or by the tag; the stream itself if it has none
   * @param missing by manifest, what the source does not have of it
   * @param isLost no tag of the source names the image, or did
   */
  private record Brought(StreamName source, Map<Digest, Set<Digest>> missing, boolean isLost) {
    /** Nothing of the image is known to be there. */
    static Brought unknown(StreamName source, Digest image, boolean isLost) {
      return new Brought(source, Map.of(image, Set.of(image)), isLost);
    }
  }

  /** What one of them brings is there, even where another brings the same without. */
  private static void merge(
      Map<Digest, Set<Digest>> brought, Digest manifest, Set<Digest> missing) {
    brought.merge(manifest, missing, (one, other) -> both(manifest, one, other));
  }

  /** What two ways to a manifest leave out; nothing of it is known to come by one that names it. */
  private static Set<Digest> both(Digest manifest, Set<Digest> one, Set<Digest> other) {
    if (one.contains(manifest)) {
      return other;
    }
    if (other.contains(manifest)) {
      return one;
    }
    Set<Digest> left = new HashSet<>(one);
    left.retainAll(other);
    return left;
  }

  /** The note of a manifest that comes, where the stream may have it and what it is made of. */
  private Set<Digest> note(StreamName stream, Digest manifest, Set<Digest> brought) {
    Set<Digest> missing =
        !brought.isEmpty() && content.canBePulled(stream, manifest)
            ? both(manifest, brought, gaps.of(stream, manifest))
            : brought;
    Optional<Composition> made =
        missing.isEmpty() ? Optional.empty() : content.composition(manifest);
    if (made.isEmpty()) {
      return missing;
    }
    Set<Digest> left = new HashSet<>(missing.contains(manifest) ? made.get().parts() : missing);
    left.removeIf(part -> content.holds(stream, made.get(), part));
    return left;
  }

  /** What the source of a tag does not have of each manifest of its image. */
  private Brought bring(ImageStream stream, String tag, TagEvent event, Digest image) {
    StreamName own = stream.name();
    Optional<StreamName> named =
        OwnRegistry.stream(event.reference()).filter(at -> !at.equals(own));
    Optional<StreamName> source =
        named.or(() -> stream.specTag(tag).flatMap(SpecTag::from).flatMap(f -> source(stream, f)));
    if (source.isEmpty() && stream.specTag(tag).flatMap(SpecTag::from).isPresent()) {
      return Brought.unknown(own, image, false);
    }
    StreamName at = source.orElse(own); // a mapping without a source names what the stream has
    if (at.equals(own)) {
      return holds(streams.newest(own), image)
          ? new Brought(own, Map.of(), false)
          : Brought.unknown(own, image, false);
    }
    return brought(at, own, image);
  }

  /** Of a source as it was at one time: it may be deleted while it is looked at, and made anew. */
  private Brought brought(StreamName source, StreamName own, Digest image) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = streams.newest(source);
      boolean holds = before.exists() && holds(before, image);
      Brought found =
          holds
              ? new Brought(source, handed(source, own, image), false)
              : Brought.unknown(source, image, !streams.names(before.stream(), image.toString()));
      StoredStream still = streams.newest(source);
      boolean same =
          still.revision() == before.revision()
              || (holds
                  && still.exists()
                  && StreamId.of(still.stream()).equals(StreamId.of(before.stream())));
      if (same) {
        return found;
      }
    }
    return Brought.unknown(source, image, true);
  }

  private Map<Digest, Set<Digest>> handed(StreamName source, StreamName own, Digest image) {
    return gaps.change(source) == 0 && gaps.change(own) == 0 ? Map.of() : walk(source, image);
  }

  private Optional<StreamName> source(ImageStream stream, TagSource from) {
    return from.kind().equals(TagSource.DOCKER_IMAGE)
        ? OwnRegistry.stream(published.strip(from.name()))
        : SourceName.of(stream.name(), from).map(SourceName::stream);
  }

  /**
   * True if a stream shows the image as its own, by a tag or because it was pushed: one of that
   * name may be another one than the image was found in, and may know it by somebody's word, or as
   * a blob. What is quick to see is looked at first.
   */
  private boolean holds(StoredStream source, Digest image) {
    StreamName name = source.stream().name();
    return content.isPushed(name, image)
        || source.stream().tags().keySet().stream()
            .flatMap(tag -> source.stream().newest(tag).stream())
            .anyMatch(event -> isOf(event, image))
        || streams.older(name, image.toString()).stream().anyMatch(event -> isOf(event, image))
        || content.canBePulled(name, image);
  }

  private static boolean isOf(TagEvent event, Digest image) {
    return event.image().equals(image.toString()) && OwnRegistry.owns(event.reference());
  }

  /** Nothing below what the source does not have is looked at. */
  private Map<Digest, Set<Digest>> walk(StreamName source, Digest image) {
    Map<Digest, Set<Digest>> missing = new HashMap<>();
    Deque<Digest> open = new ArrayDeque<>(Set.of(image));
    while (!open.isEmpty()) {
      Digest manifest = open.removeFirst();
      if (missing.containsKey(manifest)) {
        continue;
      }
      Set<Digest> noted = gaps.of(source, manifest);
      Optional<Composition> made = content.composition(manifest);
      missing.put(manifest, made.isEmpty() ? Set.of(manifest) : noted);
      if (!noted.contains(manifest)) {
        made.stream()
            .flatMap(Composition::children)
            .filter(child -> !noted.contains(child))
            .forEach(open::addLast);
      }
    }
    return missing;
  }
}
