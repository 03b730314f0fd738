package dev.weir.streams;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What some images of a stream are made of, kept up as the images change: each digest with the
 * number of places where it is named, so that an image that goes takes with it only what no other
 * one has. Used by one thread at a time, which holds its lock.
 */
final class StreamParts {
  private final PushedManifests pushed;
  private final Set<Digest> images = new HashSet<>();
  private final Map<Digest, Integer> manifests = new HashMap<>();
  private final Map<Digest, Integer> blobs = new HashMap<>();

  /** Manifests that were not in the blob store when they were last looked for. */
  private final Set<Digest> missing = new HashSet<>();

  private Set<Digest> elsewhere = Set.of();
  private long revision;

  StreamParts(PushedManifests pushed) {
    this.pushed = pushed;
  }

  /** Of the stream that the images were taken from; 0 if there are none yet. */
  long revision() {
    return revision;
  }

  /** True if images or what they list, at any depth, are or name that manifest. */
  boolean hasManifest(Digest digest) {
    return manifests.containsKey(digest);
  }

  /** True if it is a configuration, a layer or a manifest of the images. */
  boolean hasBlob(Digest digest) {
    return blobs.containsKey(digest) || manifests.containsKey(digest);
  }

  Set<Digest> manifests() {
    return manifests.keySet();
  }

  Set<Digest> blobs() {
    return blobs.keySet();
  }

  /** Images of other registries, of which nothing else is said. */
  Set<Digest> elsewhere() {
    return elsewhere;
  }

  /** Digests that are held. */
  int size() {
    return manifests.size() + blobs.size() + elsewhere.size() + 1;
  }

  /**
   * Takes up what is new among the images, and lets go what is gone.
   *
   * @param newElsewhere images of other registries
   */
  void become(Set<Digest> newImages, Set<Digest> newElsewhere, long newRevision) {
    inFull(
        () -> {
          add(newImages);
          List<Digest> gone = images.stream().filter(image -> !newImages.contains(image)).toList();
          if (!gone.stream().allMatch(this::remove)) {
            clear();
            add(newImages);
          }
          elsewhere = Set.copyOf(newElsewhere);
          revision = newRevision;
        });
  }

  /**
   * Takes up manifests that have come to the blob store since.
   *
   * @return true if there were any
   */
  boolean lookForMissing() {
    List<Digest> come = missing.stream().filter(d -> pushed.find(d).isPresent()).toList();
    if (come.isEmpty()) {
      return false;
    }
    inFull(
        () -> {
          come.forEach(missing::remove);
          come.forEach(this::takeUp);
        });
    return true;
  }

  /** Numbers that are half right would go on showing what is gone: then there are none. */
  private void inFull(Runnable change) {
    boolean done = false;
    try {
      change.run();
      done = true;
    } finally {
      if (!done) {
        clear();
      }
    }
  }

  private void clear() {
    images.clear();
    manifests.clear();
    blobs.clear();
    missing.clear();
    elsewhere = Set.of();
    revision = 0;
  }

  private void add(Collection<Digest> newImages) {
    for (Digest image : newImages) {
      if (images.add(image) && more(manifests, image)) {
        takeUp(image);
      }
    }
  }

  private void takeUp(Digest manifest) {
    Deque<Digest> open = new ArrayDeque<>(List.of(manifest));
    while (!open.isEmpty()) {
      Digest digest = open.removeFirst();
      Optional<Composition> made = pushed.find(digest);
      if (made.isEmpty()) {
        missing.add(digest);
        continue;
      }
      for (Descriptor child : made.get().manifests()) {
        if (more(manifests, child.digest())) {
          open.add(child.digest());
        }
      }
      made.get().config().ifPresent(config -> more(blobs, config.digest()));
      made.get().blobs().forEach(blob -> more(blobs, blob.digest()));
    }
  }

  /** False if it cannot be told any more what the image was made of. */
  private boolean remove(Digest image) {
    images.remove(image);
    Deque<Digest> open = new ArrayDeque<>();
    if (fewer(manifests, image)) {
      open.add(image);
    }
    while (!open.isEmpty()) {
      Digest digest = open.removeFirst();
      if (missing.remove(digest)) {
        continue;
      }
      Optional<Composition> made = pushed.find(digest);
      if (made.isEmpty()) {
        return false;
      }
      for (Descriptor child : made.get().manifests()) {
        if (fewer(manifests, child.digest())) {
          open.add(child.digest());
        }
      }
      made.get().config().ifPresent(config -> fewer(blobs, config.digest()));
      made.get().blobs().forEach(blob -> fewer(blobs, blob.digest()));
    }
    return true;
  }

  /** True if it is the first. */
  private static boolean more(Map<Digest, Integer> numbers, Digest digest) {
    return numbers.merge(digest, 1, Integer::sum) == 1;
  }

  /** True if it was the last. */
  private static boolean fewer(Map<Digest, Integer> numbers, Digest digest) {
    int left = numbers.getOrDefault(digest, 1) - 1;
    if (left == 0) {
      numbers.remove(digest);
    } else {
      numbers.put(digest, left);
    }
    return left == 0;
  }
}
