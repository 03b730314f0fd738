package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What tags hand on with an image: where it comes from with {@link Gaps}, it has the same ones
 * where it goes; and what the stream had not had, and gets now, is none any more.
 */
final class HandedGaps {
  private final StreamStore streams;
  private final StreamContent content;
  private final Gaps gaps;
  private final RepositoryLinks links;
  private final PublishedHost published;

  HandedGaps(
      StreamStore streams, StreamContent content, RepositoryLinks links, PublishedHost published) {
    this.streams = streams;
    this.content = content;
    this.gaps = links.gaps();
    this.links = links;
    this.published = published;
  }

  /** Adds what a change of a stream that is no push means for its gaps. */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  void follow(Transaction.Builder transaction, ImageStream before, ImageStream after) {
    Map<Digest, Boolean> lacking = new LinkedHashMap<>();
    for (Map.Entry<String, TagHistory> entry : after.tags().entrySet()) {
      String tag = entry.getKey();
      if (entry.getValue() == before.tags().get(tag)) {
        continue;
      }
      Optional<TagEvent> newest = after.newest(tag);
      if (!newest.equals(before.newest(tag))) {
        newest
            .filter(event -> OwnRegistry.owns(event.reference()))
            .flatMap(event -> Digest.tryParse(event.image()))
            .ifPresent(image -> hand(after, tag, newest.get(), image, lacking));
      }
    }
    StreamName stream = after.name();
    lacking.forEach(
        (part, isGap) -> {
          if (!isGap) {
            gaps.remove(transaction, stream, part);
          } else if (!content.holds(stream, part)) {
            gaps.add(transaction, stream, part);
          }
        });
  }

  private void hand(
      ImageStream stream, String tag, TagEvent event, Digest image, Map<Digest, Boolean> lacking) {
    Optional<StreamName> named =
        OwnRegistry.stream(event.reference()).filter(at -> !at.equals(stream.name()));
    Optional<TagSource> from = stream.specTag(tag).flatMap(SpecTag::from);
    if (named.isEmpty() && from.isEmpty()) {
      return; // a mapping, which names what the stream has
    }
    Optional<StreamName> source = named.or(() -> from.flatMap(f -> source(stream, f)));
    if (source.filter(stream.name()::equals).isPresent()) {
      return;
    }
    Optional<Predicate<Digest>> lacks = source.flatMap(at -> lacks(at, image));
    boolean whole = source.filter(gaps::any).isEmpty() && !gaps.any(stream.name());
    if (lacks.isEmpty() || !whole) {
      walk(image, lacks.orElse(_ -> true), lacking);
    }
  }

  private Optional<StreamName> source(ImageStream stream, TagSource from) {
    return from.kind().equals(TagSource.DOCKER_IMAGE)
        ? OwnRegistry.stream(published.strip(from.name()))
        : SourceName.of(stream.name(), from).map(SourceName::stream);
  }

  /**
   * Which parts of an image its source does not have; empty if that cannot be told. A stream of
   * that name may be another one than the image was found in, so it has to hold the image still,
   * before and after its gaps were looked at.
   */
  private Optional<Predicate<Digest>> lacks(StreamName source, Digest image) {
    StoredStream before = streams.newest(source);
    if (!before.exists() || !holds(before, image)) {
      return Optional.empty();
    }
    Predicate<Digest> lacks = gaps.any(source) ? gaps.of(source)::contains : _ -> false;
    StoredStream after = streams.newest(source);
    return after.exists() && StreamId.of(after.stream()).equals(StreamId.of(before.stream()))
        ? Optional.of(lacks)
        : Optional.empty();
  }

  /** What is quick to see first. */
  private boolean holds(StoredStream source, Digest image) {
    StreamName name = source.stream().name();
    return links.find(name, image).isPresent()
        || StreamTags.images(source.stream()).contains(image.toString())
        || !streams.older(name, image.toString()).isEmpty()
        || content.canBePulled(name, image);
  }

  /** What one tag brings is there, even where another brings the same without. */
  private void walk(Digest image, Predicate<Digest> lacks, Map<Digest, Boolean> lacking) {
    lacking.put(image, false);
    Set<Digest> seen = new HashSet<>(Set.of(image));
    Deque<Digest> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Optional<Composition> made = content.composition(open.removeFirst());
      if (made.isEmpty()) {
        continue;
      }
      for (Descriptor child : made.get().manifests()) {
        note(child, lacks, lacking);
        if (!lacks.test(child.digest()) && seen.add(child.digest())) {
          open.add(child.digest());
        }
      }
      Stream.concat(made.get().config().stream(), made.get().blobs().stream())
          .forEach(part -> note(part, lacks, lacking));
    }
  }

  private static void note(Descriptor part, Predicate<Digest> lacks, Map<Digest, Boolean> lacking) {
    Boolean _ = lacking.merge(part.digest(), lacks.test(part.digest()), Boolean::logicalAnd);
  }
}
