package dev.weir.streams;

import dev.weir.blob.BlobReader;
import dev.weir.image.OwnRegistry;
import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.HeldImage;
import dev.weir.streams.parts.PushedManifests;
import dev.weir.streams.parts.StreamMemory;
import dev.weir.streams.parts.StreamParts;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a stream shows: the images of the integrated registry in the history of its tags, and all
 * that their manifests are made of, however the tags came about and whatever became of the place
 * where they were pushed. The one rule behind pulls, mounts, imports and {@code
 * imagestreams/layers}. What was pushed into a repository, and which bytes have come since, is
 * asked each time; {@link ShownParts} remembers what does not change.
 */
public final class StreamContent {
  private static final int ATTEMPTS = 20;

  private final StreamStore streams;
  private final BlobReader blobs;
  private final PushedManifests manifests;
  private final RepositoryLinks links;
  private final Gaps gaps;
  private final LooseLinks loose;
  private final ShownParts remembered;

  /** What streams show of a blob store. */
  public StreamContent(StreamStore streams, BlobReader blobs, RepositoryLinks links) {
    this.streams = streams;
    this.links = links;
    this.gaps = links.gaps();
    this.loose = new LooseLinks(links);
    this.blobs = blobs;
    this.manifests = new PushedManifests(blobs::read);
    this.remembered = new ShownParts(streams, links, manifests);
  }

  /** What is remembered of streams. */
  StreamMemory memory() {
    return remembered.memory();
  }

  /** A manifest's bytes are not there any more. */
  public void forget(Digest manifest) {
    manifests.forget(manifest);
  }

  /** What is remembered of manifests. */
  PushedManifests manifests() {
    return manifests;
  }

  /**
   * What can be pulled through a stream's tags.
   *
   * @param manifests images, and those that indexes among them list, at any depth
   * @param blobs configurations and layers
   * @param revision of the stream; 0 if there is none
   */
  public record Shown(Set<Digest> manifests, Set<Digest> blobs, long revision) {
    public Shown {
      manifests = Collections.unmodifiableSet(manifests);
      blobs = Collections.unmodifiableSet(blobs);
    }

    /** A manifest can be had as a blob as well. */
    public boolean hasBlob(Digest digest) {
      return blobs.contains(digest) || manifests.contains(digest);
    }
  }

  /**
   * True if the manifest can be pulled from a repository: it was pushed there, or a tag shows it.
   */
  public boolean canBePulled(StreamName repository, Digest manifest) {
    return isPushed(repository, manifest)
        || remembered.show(repository, parts -> parts.hasManifest(manifest));
  }

  /** True if it was pushed into a repository, or a tag shows it; its bytes may be gone since. */
  public boolean holds(StreamName repository, Digest digest) {
    return links.find(repository, digest).isPresent() || hasBlob(repository, digest);
  }

  /**
   * True if a repository has a part of a manifest as what it is there: who has the bytes of a
   * manifest as a blob does not have what that is made of.
   */
  boolean holds(StreamName repository, Composition made, Digest part) {
    return made.children().anyMatch(part::equals)
        ? canBePulled(repository, part)
        : holds(repository, part);
  }

  /**
   * True if an image that a tag shows is made of the blob. One that is linked with all its parts
   * does not count: its links say so.
   */
  public boolean hasBlob(StreamName stream, Digest digest) {
    return remembered.show(stream, parts -> parts.hasBlob(digest));
  }

  /**
   * All that the tags of a stream show; nothing for a missing one. What was pushed by digest, and
   * no tag holds, is visible in the repository besides. Another registry's content is shown only
   * where it was pushed here as well.
   */
  public Shown of(StreamName name) {
    StoredStream newest = streams.newest(name);
    if (!newest.exists()) {
      return new Shown(Set.of(), Set.of(), 0);
    }
    Set<Digest> besides = new LinkedHashSet<>();
    Shown shown =
        remembered.all(
            newest,
            parts -> {
              boolean _ = parts.lookForMissing();
              besides.addAll(parts.elsewhere());
              return shown(parts);
            });
    while (true) {
      shown.manifests().forEach(manifest -> besides.addAll(gaps.of(name, manifest)));
      Shown known = shown;
      besides.removeIf(image -> known.manifests().contains(image) || !isPushed(name, image));
      if (besides.isEmpty()) {
        return withLinked(name, shown);
      }
      StreamParts more = remembered.none(name);
      more.become(once(besides), Set.of(), shown.revision());
      shown = both(shown, shown(more));
    }
  }

  private static Shown shown(StreamParts parts) {
    return new Shown(
        new LinkedHashSet<>(parts.manifests()), new HashSet<>(parts.blobs()), parts.revision());
  }

  private static Shown both(Shown one, Shown other) {
    Set<Digest> all = new LinkedHashSet<>(one.manifests());
    all.addAll(other.manifests());
    Set<Digest> blobs = new HashSet<>(one.blobs());
    blobs.addAll(other.blobs());
    return new Shown(all, blobs, one.revision());
  }

  /** What an image came without, and was pushed besides, is there. */
  private Shown withLinked(StreamName name, Shown shown) {
    Set<Digest> linked = new HashSet<>();
    shown.manifests().forEach(manifest -> linked.addAll(gaps.of(name, manifest)));
    linked.removeIf(part -> shown.hasBlob(part) || links.find(name, part).isEmpty());
    return linked.isEmpty() ? shown : both(shown, new Shown(Set.of(), linked, shown.revision()));
  }

  private static Map<HeldImage, Integer> once(Set<Digest> images) {
    Map<HeldImage, Integer> counts = LinkedHashMap.newLinkedHashMap(images.size());
    images.forEach(image -> counts.put(HeldImage.own(image), 1));
    return counts;
  }

  /**
   * Takes a digest out of a repository, durable on return, unless its tags show it.
   *
   * @param shows whether they do
   * @return false if they do
   */
  public boolean unlink(StreamName repository, Digest digest, Predicate<Shown> shows) {
    return streams.inTurn(repository, () -> unlinkInTurn(repository, digest, shows));
  }

  private boolean unlinkInTurn(StreamName repository, Digest digest, Predicate<Shown> shows) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Shown shown = of(repository);
      if (shows.test(shown)) {
        return false;
      }
      Predicate<String> tags = streams.newest(repository).stream().tags().keySet()::contains;
      boolean keepsGaps = keepsGaps(repository, digest);
      if (loose.remove(repository, digest, shown.revision(), tags, keepsGaps)) {
        return true;
      }
    }
    throw StreamWriter.busy(repository);
  }

  /**
   * True if a manifest has gaps that are of use when its link goes: another one that was pushed or
   * is tagged names it, and would show it again.
   */
  private boolean keepsGaps(StreamName stream, Digest manifest) {
    if (gaps.of(stream, manifest).isEmpty() || !isPushed(stream, manifest)) {
      return true;
    }
    Set<Digest> seen = new HashSet<>();
    links.all(stream).entrySet().stream()
        .filter(link -> link.getValue().link().isManifest())
        .forEach(link -> seen.add(link.getKey()));
    StreamTags.imagesOf(streams.whole(stream).stream(), OwnRegistry::owns)
        .forEach(image -> Digest.tryParse(image).ifPresent(seen::add));
    seen.remove(manifest);
    Deque<Digest> open = new ArrayDeque<>(seen);
    while (!open.isEmpty() && !seen.contains(manifest)) {
      Optional<Composition> made = manifests.find(open.removeFirst());
      if (made.isEmpty()) {
        return true; // it may come again
      }
      made.get().children().filter(seen::add).forEach(open::addLast);
    }
    return seen.contains(manifest);
  }

  /** True if it was pushed into a repository as a manifest, or with one that lists it. */
  boolean isPushed(StreamName stream, Digest image) {
    return links.says(stream, image, true);
  }

  /** True if the image's manifest is not in the blob store. */
  public boolean isUnpushed(String image) {
    return Digest.tryParse(image).flatMap(manifests::find).isEmpty();
  }

  /** True if the blob store has the bytes. */
  boolean hasBytes(Digest digest) {
    return blobs.size(digest).isPresent();
  }

  /** What a manifest is made of, by its own bytes; empty if they are not in the blob store. */
  public Optional<Composition> composition(Digest manifest) {
    return manifests.find(manifest);
  }
}
