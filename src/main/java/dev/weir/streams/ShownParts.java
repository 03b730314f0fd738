package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.HeldImage;
import dev.weir.streams.parts.HeldImages;
import dev.weir.streams.parts.PushedManifests;
import dev.weir.streams.parts.StreamMemory;
import dev.weir.streams.parts.StreamParts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is remembered of what streams show: what follows from their events and from bytes that never
 * change. It follows a stream when somebody asks.
 */
final class ShownParts {
  private final StreamStore streams;
  private final RepositoryLinks links;
  private final Gaps gaps;
  private final PushedManifests manifests;
  private final StreamMemory memory = new StreamMemory();

  ShownParts(StreamStore streams, RepositoryLinks links, PushedManifests manifests) {
    this.streams = streams;
    this.links = links;
    this.gaps = links.gaps();
    this.manifests = manifests;
  }

  /** Where it is remembered. */
  StreamMemory memory() {
    return memory;
  }

  /** Which images of a stream are remembered together. */
  private enum Part {
    /** Of the newest events those that are not linked with all their parts. */
    NEWEST,
    /** Of all events those that are not linked with all their parts. */
    PROMOTED,
    ALL
  }

  private record Form(StreamName stream, Part part) {}

  /**
   * True if what a stream shows has something. Looks at the newest events first: they are at hand
   * after a start, too.
   */
  boolean show(StreamName name, Predicate<StreamParts> has) {
    StoredStream newest = streams.newest(name);
    return newest.exists()
        && (has(newest, Part.NEWEST, has) || (!newest.whole() && has(newest, Part.PROMOTED, has)));
  }

  /** Bytes that are missing are looked for only where the answer hangs on them. */
  private boolean has(StoredStream newest, Part part, Predicate<StreamParts> has) {
    return ask(
        newest, part, parts -> has.test(parts) || (parts.lookForMissing() && has.test(parts)));
  }

  /** Nothing yet, for manifests as far as a stream has them. */
  StreamParts none(StreamName stream) {
    return new StreamParts(gaps.in(stream, manifests));
  }

  /** Asks what all tags of a stream show, with all their events. */
  <T> T all(StoredStream newest, Function<StreamParts, T> question) {
    return ask(newest, Part.ALL, question);
  }

  /**
   * Asks what is remembered, after it has followed the stream; who comes meanwhile waits for that
   * instead of doing the same.
   */
  private <T> T ask(StoredStream newest, Part part, Function<StreamParts, T> question) {
    return memory.ask(
        new Form(newest.stream().name(), part),
        StreamParts.class,
        () -> none(newest.stream().name()),
        parts -> {
          parts.under(gaps.change(newest.stream().name()));
          if (parts.revision() < newest.revision()) {
            follow(parts, newest, part);
          }
          return question.apply(parts);
        });
  }

  private void follow(StreamParts parts, StoredStream newest, Part part) {
    if (part == Part.ALL) {
      StoredStream whole = streams.whole(newest.stream().name());
      parts.become(
          HeldImages.of(whole.stream()).of(HeldImage::isOwn).all(),
          elsewhere(whole.stream()),
          whole.revision());
    } else if (!followSteps(parts, newest, part)) {
      StreamName name = newest.stream().name();
      StoredStream stored = part == Part.NEWEST ? newest : streams.whole(name);
      HeldImages held = HeldImages.of(stored.stream()).of(HeldImage::isOwn);
      Map<HeldImage, Integer> counted =
          new HashMap<>(part == Part.NEWEST ? held.newest() : held.all());
      counted.keySet().removeIf(image -> isLinkedWhole(name, image.digest()));
      parts.become(counted, Set.of(), stored.revision());
    }
  }

  /** False if the steps that the stream took are not known, or not what they mean. */
  private boolean followSteps(StreamParts parts, StoredStream newest, Part part) {
    StreamName name = newest.stream().name();
    Optional<List<HeldImages>> steps =
        parts.revision() == 0
            ? Optional.empty()
            : streams.changes(name, parts.revision(), newest.revision());
    for (HeldImages step : steps.orElse(List.of())) {
      HeldImages own = step.of(HeldImage::isOwn);
      if (!parts.follow(
          part == Part.NEWEST ? own.newest() : own.all(),
          image -> !isLinkedWhole(name, image.digest()))) {
        return false;
      }
    }
    if (steps.isPresent()) {
      parts.reached(newest.revision());
    }
    return steps.isPresent();
  }

  /** A push links a manifest with all its parts; who may delete can take some away again. */
  private boolean isLinkedWhole(StreamName stream, Digest image) {
    Set<Digest> seen = new HashSet<>(Set.of(image));
    Deque<Digest> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Digest manifest = open.removeFirst();
      if (!links.says(stream, manifest, true)) {
        return false;
      }
      Optional<Composition> made = manifests.find(manifest);
      if (made.isEmpty() || !areLinked(stream, made.get())) {
        return false;
      }
      made.get().manifests().stream()
          .map(Descriptor::digest)
          .filter(seen::add)
          .forEach(open::addLast);
    }
    return true;
  }

  private boolean areLinked(StreamName stream, Composition made) {
    return Stream.concat(made.config().stream(), made.blobs().stream())
        .allMatch(part -> links.find(stream, part.digest()).isPresent());
  }

  /** Images of a stream's tags that other registries hold. */
  private static Set<Digest> elsewhere(ImageStream stream) {
    Set<Digest> images = new LinkedHashSet<>();
    for (TagHistory history : stream.tags().values()) {
      for (TagEvent event : history.items()) {
        if (!OwnRegistry.owns(event.reference())) {
          Digest.tryParse(event.image()).ifPresent(images::add);
        }
      }
    }
    return images;
  }
}
