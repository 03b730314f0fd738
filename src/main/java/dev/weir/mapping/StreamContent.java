package dev.weir.mapping;

import dev.weir.blob.BlobReader;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a stream shows: the images of the integrated registry in the history of its tags, and all
 * that their manifests are made of, however the tags came about and whatever became of the place
 * where they were pushed. The one rule behind pulls, mounts, imports and {@code
 * imagestreams/layers}.
 */
public final class StreamContent {
  /** Most digests that are remembered, of all streams together. */
  private static final int MAX_DIGESTS = 100_000;

  private final StreamStore streams;
  private final PushedManifests manifests;
  private final RepositoryLinks links;
  private final Map<Form, Shown> known = new LinkedHashMap<>(64, 0.75f, true);
  private int held;

  public StreamContent(StreamStore streams, BlobReader blobs, RepositoryLinks links) {
    this.streams = streams;
    this.links = links;
    this.manifests = new PushedManifests(blobs);
  }

  /**
   * What can be pulled through a stream's tags.
   *
   * @param manifests images, and those that indexes among them list, at any depth
   * @param blobs configurations and layers
   * @param complete false if some manifest is not in the blob store
   */
  public record Shown(Set<Digest> manifests, Set<Digest> blobs, boolean complete) {
    public Shown {
      manifests = Collections.unmodifiableSet(manifests);
      blobs = Collections.unmodifiableSet(blobs);
    }

    /** A manifest can be had as a blob as well. */
    public boolean hasBlob(Digest digest) {
      return blobs.contains(digest) || manifests.contains(digest);
    }
  }

  /** What a remembered answer is about. */
  private enum Part {
    NEWEST,
    PROMOTED,
    ALL
  }

  private record Form(StreamName stream, long revision, Part part) {}

  /**
   * True if the manifest can be pulled from a repository: it was pushed there, or a tag shows it.
   */
  public boolean canBePulled(StreamName repository, Digest manifest) {
    return isPushed(repository, manifest) || hasManifest(repository, manifest);
  }

  /** True if the digest is in any tag's history, or an index there lists it at any depth. */
  public boolean hasManifest(StreamName stream, Digest digest) {
    return shows(
        stream,
        shown -> shown.manifests().contains(digest),
        () ->
            streams.older(stream, digest.toString()).stream()
                .anyMatch(event -> OwnRegistry.owns(event.reference())));
  }

  /** True if something that the stream shows is made of the blob. */
  public boolean hasBlob(StreamName stream, Digest digest) {
    return shows(stream, shown -> shown.hasBlob(digest), () -> false);
  }

  /**
   * Looks at the newest events first. Of older ones what was pushed here is linked with all its
   * parts, and only the rest is gone through: a stream may have had thousands of pushes.
   */
  private boolean shows(StreamName name, Predicate<Shown> has, BooleanSupplier older) {
    StoredStream newest = streams.newest(name);
    return newest.exists()
        && (has.test(shown(newest, Part.NEWEST))
            || (!newest.whole()
                && (older.getAsBoolean() || has.test(shown(newest, Part.PROMOTED)))));
  }

  /**
   * All that the tags of a stream show; nothing for a missing one. What was pushed by digest, and
   * no tag holds, is visible in the repository besides.
   */
  public Shown of(StreamName name) {
    return shown(streams.newest(name), Part.ALL);
  }

  private Shown shown(StoredStream newest, Part part) {
    StreamName name = newest.stream().name();
    Shown remembered = remembered(new Form(name, newest.revision(), part));
    if (remembered != null) {
      return remembered;
    }
    StoredStream stored = part == Part.NEWEST ? newest : streams.whole(name);
    Set<Digest> images =
        switch (part) {
          case NEWEST -> images(stored.stream(), (own, _) -> own);
          case PROMOTED -> images(stored.stream(), (own, digest) -> own && !isPushed(name, digest));
          case ALL -> images(stored.stream(), (own, digest) -> own || isPushed(name, digest));
        };
    Shown shown = walk(images);
    if (shown.complete()) {
      keep(new Form(name, stored.revision(), part), shown);
    }
    return shown;
  }

  private boolean isPushed(StreamName stream, Digest image) {
    return links.find(stream, image).filter(RepositoryLinks.Link::isManifest).isPresent();
  }

  /**
   * Images of a stream's tags.
   *
   * @param counts given whether the integrated registry holds the image, and which it is; another
   *     registry's content is shown only where it was pushed here as well
   */
  private static Set<Digest> images(ImageStream stream, BiPredicate<Boolean, Digest> counts) {
    Set<Digest> images = new LinkedHashSet<>();
    for (TagHistory history : stream.tags().values()) {
      for (TagEvent event : history.items()) {
        boolean own = OwnRegistry.owns(event.reference());
        Digest.tryParse(event.image())
            .filter(digest -> counts.test(own, digest))
            .ifPresent(images::add);
      }
    }
    return images;
  }

  private Shown walk(Collection<Digest> images) {
    Set<Digest> found = new LinkedHashSet<>();
    Set<Digest> blobs = new HashSet<>();
    boolean complete = true;
    Deque<Digest> open = new ArrayDeque<>(images);
    while (!open.isEmpty()) {
      Digest digest = open.removeFirst();
      if (!found.add(digest)) {
        continue;
      }
      Optional<Composition> made = manifests.find(digest);
      complete &= made.isPresent();
      made.ifPresent(
          composition -> {
            composition.manifests().forEach(child -> open.add(child.digest()));
            composition.config().map(Descriptor::digest).ifPresent(blobs::add);
            composition.blobs().forEach(blob -> blobs.add(blob.digest()));
          });
    }
    return new Shown(found, blobs, complete);
  }

  /** True if the image's manifest is not in the blob store. */
  public boolean isUnpushed(String image) {
    return Digest.tryParse(image).flatMap(manifests::find).isEmpty();
  }

  /** What a manifest is made of, by its own bytes; empty if they are not in the blob store. */
  public Optional<Composition> composition(Digest manifest) {
    return manifests.find(manifest);
  }

  private synchronized @Nullable Shown remembered(Form form) {
    return known.get(form);
  }

  private synchronized void keep(Form form, Shown shown) {
    if (known.put(form, shown) == null) {
      held += size(shown);
    }
    Iterator<Shown> oldest = known.values().iterator();
    while (held > MAX_DIGESTS && oldest.hasNext()) {
      held -= size(oldest.next());
      oldest.remove();
    }
  }

  private static int size(Shown shown) {
    return shown.manifests().size() + shown.blobs().size() + 1;
  }
}
