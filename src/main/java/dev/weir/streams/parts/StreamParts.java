package dev.weir.streams.parts;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What some images of a stream are made of, kept up as the images change: each digest with the
 * number of places where it is named, so that an image that goes takes with it only what no other
 * one has. Used by one thread at a time, which holds its lock.
 */
public final class StreamParts {
  private final PushedManifests pushed;
  private final Map<Digest, Integer> images = new HashMap<>();
  private final Map<Digest, Integer> manifests = new HashMap<>();
  private final Map<Digest, Integer> blobs = new HashMap<>();

  /** Manifests that were not in the blob store when they were last looked for. */
  private final Set<Digest> missing = new HashSet<>();

  private Set<Digest> elsewhere = Set.of();
  private long revision;

  public StreamParts(PushedManifests pushed) {
    this.pushed = pushed;
  }

  /** Of the stream that the images were taken from; 0 if there are none yet. */
  public long revision() {
    return revision;
  }

  /** True if images or what they list, at any depth, are or name that manifest. */
  public boolean hasManifest(Digest digest) {
    return manifests.containsKey(digest);
  }

  /** True if it is a configuration, a layer or a manifest of the images. */
  public boolean hasBlob(Digest digest) {
    return blobs.containsKey(digest) || manifests.containsKey(digest);
  }

  public Set<Digest> manifests() {
    return manifests.keySet();
  }

  public Set<Digest> blobs() {
    return blobs.keySet();
  }

  /** Images of other registries, of which nothing else is said. */
  public Set<Digest> elsewhere() {
    return elsewhere;
  }

  /** Digests that are held. */
  public int size() {
    return manifests.size() + blobs.size() + elsewhere.size() + 1;
  }

  /**
   * Takes up what is new among the images, and lets go what is gone.
   *
   * @param newImages how often each is named
   * @param newElsewhere images of other registries
   */
  public void become(Map<Digest, Integer> newImages, Set<Digest> newElsewhere, long newRevision) {
    inFull(
        () -> {
          newImages.keySet().forEach(this::add);
          List<Digest> gone =
              images.keySet().stream().filter(image -> !newImages.containsKey(image)).toList();
          if (!gone.stream().allMatch(this::remove)) {
            clear();
            newImages.keySet().forEach(this::add);
          }
          images.putAll(newImages);
          elsewhere = Set.copyOf(newElsewhere);
          revision = newRevision;
        });
  }

  /**
   * Takes up and lets go what changed.
   *
   * @param change by how much each image is named more often
   * @param counts whether an image that is not there yet is to be taken up
   * @return false if it cannot be told any more what they were made of, and all has to be read
   */
  public boolean follow(Map<Digest, Integer> change, Predicate<Digest> counts) {
    boolean[] told = {true};
    inFull(
        () ->
            change.forEach(
                (image, more) -> {
                  int now = images.getOrDefault(image, 0) + more;
                  if (now > 0 && (images.containsKey(image) || counts.test(image))) {
                    add(image);
                    images.put(image, now);
                  } else if (now <= 0 && images.containsKey(image)) {
                    told[0] &= remove(image);
                  }
                }));
    if (!told[0]) {
      clear();
    }
    return told[0];
  }

  /** Of the stream that has been followed. */
  public void reached(long newRevision) {
    revision = newRevision;
  }

  /**
   * Takes up manifests that have come to the blob store since.
   *
   * @return true if there were any
   */
  public boolean lookForMissing() {
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

  private void add(Digest image) {
    if (images.putIfAbsent(image, 1) == null && more(manifests, image)) {
      takeUp(image);
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
