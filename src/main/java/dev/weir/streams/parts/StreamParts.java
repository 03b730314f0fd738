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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What some images of a stream are made of, kept up as the images change: each digest with the
 * number of places where it is named, so that an image that goes takes with it only what no other
 * one has. Used by one thread at a time, which holds its lock.
 */
public final class StreamParts implements StreamMemory.Remembered {
  private final Manifests known;
  private final Map<HeldImage, Integer> images = new HashMap<>();
  private final Map<Digest, Part> manifests = new HashMap<>();
  private final Map<Digest, Part> blobs = new HashMap<>();

  /** Manifests of which nothing could be said when they were last looked for. */
  private final Set<HeldImage> missing = new HashSet<>();

  private Set<Digest> elsewhere = Set.of();
  private long revision;
  private long change;

  public StreamParts(Manifests known) {
    this.known = known;
  }

  /** Of the stream that the images were taken from; 0 if there are none yet. */
  public long revision() {
    return revision;
  }

  /**
   * Forgets all if what may be shown of manifests changed since they were taken up.
   *
   * @param newChange a number that is another one after that changed
   */
  public void under(long newChange) {
    if (change != newChange) {
      clear();
      change = newChange;
    }
  }

  /** True if images or what they list, at any depth, are or name that manifest. */
  public boolean hasManifest(Digest digest) {
    return manifests.containsKey(digest);
  }

  /** True if it is a configuration, a layer or a manifest of the images. */
  public boolean hasBlob(Digest digest) {
    return blobs.containsKey(digest) || manifests.containsKey(digest);
  }

  /** A manifest that images or what they list, at any depth, are or name. */
  public Optional<Part> manifest(Digest digest) {
    return Optional.ofNullable(manifests.get(digest));
  }

  /** A configuration, a layer or a manifest of the images. */
  public Optional<Part> blob(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).or(() -> manifest(digest));
  }

  /** True if it is one of the images, and not only listed by one. */
  public boolean isImage(Digest digest) {
    return manifest(digest).stream()
        .flatMap(part -> part.repositories().stream())
        .anyMatch(repository -> images.containsKey(new HeldImage(digest, repository)));
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
  @Override
  public int size() {
    return manifests.size() + blobs.size() + elsewhere.size() + 1;
  }

  /**
   * Takes up what is new among the images, and lets go what is gone.
   *
   * @param newImages how often each is named
   * @param newElsewhere images of other registries
   */
  public void become(
      Map<HeldImage, Integer> newImages, Set<Digest> newElsewhere, long newRevision) {
    inFull(
        () -> {
          newImages.keySet().forEach(this::add);
          List<HeldImage> gone =
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
  public boolean follow(Map<HeldImage, Integer> change, Predicate<HeldImage> counts) {
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
   * Takes up manifests of which something can be said since.
   *
   * @return true if there were any
   */
  public boolean lookForMissing() {
    return lookFor(missing.stream());
  }

  /** As {@link #lookForMissing()}, where only of these something new can be said. */
  public boolean lookForMissing(Set<Digest> came) {
    return lookFor(came.stream().flatMap(this::named).filter(missing::contains));
  }

  private Stream<HeldImage> named(Digest manifest) {
    return manifest(manifest).stream()
        .flatMap(part -> part.repositories().stream())
        .map(repository -> new HeldImage(manifest, repository));
  }

  private boolean lookFor(Stream<HeldImage> manifestsMissing) {
    List<HeldImage> come = manifestsMissing.filter(m -> made(m).isPresent()).toList();
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

  private void add(HeldImage image) {
    if (images.putIfAbsent(image, 1) != null) {
      boolean _ = lookFor(Stream.of(image).filter(missing::contains)); // it was brought again
      return;
    }
    boolean first = more(manifests, image, null);
    if (first || missing.remove(image)) { // more may be shown of an image than of what one lists
      takeUp(image);
    }
  }

  /** What may be shown of a manifest. */
  private Optional<Composition> made(HeldImage manifest) {
    return known.mayShow(manifest.digest(), images.containsKey(manifest))
        ? known.find(manifest.digest())
        : Optional.empty();
  }

  private void takeUp(HeldImage manifest) {
    Deque<HeldImage> open = new ArrayDeque<>(List.of(manifest));
    while (!open.isEmpty()) {
      HeldImage at = open.removeFirst();
      Optional<Composition> made = made(at);
      if (made.isEmpty()) {
        missing.add(at);
        continue;
      }
      Optional.ofNullable(manifests.get(at.digest()))
          .ifPresent(part -> part.told(made.get().mediaType()));
      for (Descriptor child : made.get().manifests()) {
        HeldImage named = at.beside(child.digest());
        if (more(manifests, named, child)) {
          open.add(named);
        }
      }
      made.get().config().ifPresent(c -> more(blobs, at.beside(c.digest()), c));
      made.get().blobs().forEach(blob -> more(blobs, at.beside(blob.digest()), blob));
    }
  }

  /** False if it cannot be told any more what the image was made of. */
  private boolean remove(HeldImage image) {
    images.remove(image);
    Deque<HeldImage> open = new ArrayDeque<>();
    if (fewer(manifests, image)) {
      open.add(image);
    }
    while (!open.isEmpty()) {
      HeldImage at = open.removeFirst();
      if (missing.remove(at)) {
        continue;
      }
      Optional<Composition> made = known.find(at.digest());
      if (made.isEmpty()) {
        return false;
      }
      for (Descriptor child : made.get().manifests()) {
        HeldImage named = at.beside(child.digest());
        if (fewer(manifests, named)) {
          open.add(named);
        }
      }
      made.get().config().ifPresent(config -> fewer(blobs, at.beside(config.digest())));
      made.get().blobs().forEach(blob -> fewer(blobs, at.beside(blob.digest())));
    }
    return true;
  }

  /**
   * True if it is the first in its repository.
   *
   * @param told what names it says of it; null for an image
   */
  private static boolean more(Map<Digest, Part> parts, HeldImage named, @Nullable Descriptor told) {
    Part part = parts.computeIfAbsent(named.digest(), _ -> Part.image());
    if (told != null) {
      part.told(told.mediaType(), told.size());
    }
    return part.more(named.repository());
  }

  /** True if it was the last in its repository. */
  private static boolean fewer(Map<Digest, Part> parts, HeldImage named) {
    Part part = parts.get(named.digest());
    if (part == null) {
      return true;
    }
    boolean last = part.fewer(named.repository());
    if (part.isGone()) {
      parts.remove(named.digest());
    }
    return last;
  }
}
