package dev.weir.registry;

import dev.weir.blob.BlobStore;
import dev.weir.http.BodyBudget;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.resource.Json;
import dev.weir.streams.StreamContent;
import dev.weir.streams.parts.Composition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;

/**
 * What manifests that are pushed refer to (registry.md 1.5, 3.4). What the stream shows of other
 * registries is brought among what was pushed, so that the new image stays whole whatever becomes
 * of the mirror and of them. Children and layers that the repository never had are gaps, with which
 * a manifest may be pushed; what was there and has gone, and a configuration, the pusher is asked
 * for.
 */
final class RequiredContent {
  private static final int MAX_NAMED = 20;

  /** More than the longest lists leave out; each is kept as long as the stream is. */
  private static final int MAX_GAPS = 1000;

  /** Deeper than any index of indexes that somebody means. */
  private static final int MAX_NESTING = 4;

  /** More than the longest manifest names; of all that is looked for on one push. */
  private static final int MAX_PARTS = 2 * ManifestReader.MAX_DESCRIPTORS;

  private final RepositoryContent pushed;
  private final StreamContent streams;
  private final PullThrough through;
  private final BlobStore blobs;
  private final Leases leases;
  private final BodyBudget bodies;

  /**
   * Looks in a repository.
   *
   * @param bodies what manifests that are read take their turns of
   */
  RequiredContent(
      RepositoryContent pushed,
      StreamContent streams,
      PullThrough through,
      BlobStore blobs,
      Leases leases,
      BodyBudget bodies) {
    this.pushed = pushed;
    this.streams = streams;
    this.through = through;
    this.blobs = blobs;
    this.leases = leases;
    this.bodies = bodies;
  }

  /**
   * What a manifest refers to.
   *
   * @param gaps of the manifest, and of each below it that was brought for it, what it names and
   *     the repository never had; a digest alone tells nobody anything of that
   * @param all the manifest, those that were brought, and what they name
   */
  record Found(Map<Digest, Set<Digest>> gaps, Set<Digest> all) {}

  /**
   * Finds all that a manifest refers to, and holds it until the manifest is recorded.
   *
   * @throws Refusal naming what must be there and is not
   */
  Found require(StreamName repository, Digest digest, Manifest manifest)
      throws IOException, InterruptedException {
    Search search = new Search(repository);
    search.run(digest, manifest);
    if (search.gaps.size() > MAX_GAPS) {
      search.gaps.forEach(gap -> search.missing.put(gap, ""));
    }
    if (!search.missing.isEmpty()) {
      throw missing(repository, search.missing);
    }
    return search.found();
  }

  /**
   * What is told of something that has gone since it was found.
   *
   * @param part of the manifest
   */
  static Refusal missing(StreamName repository, Descriptor part) {
    return missing(repository, Map.of(part.digest(), ""));
  }

  private static Refusal missing(StreamName repository, Map<Digest, String> missing) {
    ArrayNode digests = Json.array();
    missing.keySet().stream().limit(MAX_NAMED).forEach(d -> digests.add(d.toString()));
    Map.Entry<Digest, String> first =
        missing.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .findFirst()
            .orElseGet(() -> missing.entrySet().iterator().next());
    boolean elsewhere = !first.getValue().isEmpty();
    String message =
        "repository %s does not have %d of the blobs or manifests that this one refers to, such as %s%s; push them first"
            .formatted(
                repository,
                missing.size(),
                first.getKey(),
                elsewhere ? ", and cannot fetch it: " + first.getValue() : "");
    int status = elsewhere ? 400 : RegistryErrors.MANIFEST_BLOB_UNKNOWN.status();
    return RegistryErrors.MANIFEST_BLOB_UNKNOWN.refuse(
        status, message, Json.object().set("digests", digests));
  }

  /**
   * Something that is looked for.
   *
   * @param size as the manifest that names it says
   */
  private record Part(Digest digest, long size) {
    static Part of(Descriptor descriptor) {
      return new Part(descriptor.digest(), descriptor.size());
    }
  }

  /**
   * The search for one manifest. Each part is looked for once, however often it is named: first the
   * manifests, level by level and one at a time, and blobs only when it is known how many they are.
   */
  private final class Search {
    private final StreamName repository;
    private final Set<Part> children = new HashSet<>();
    private final Set<Part> blobParts = new LinkedHashSet<>();

    /** Why each was not to be had; empty where there is nothing to say. */
    private final Map<Digest, String> missing = new LinkedHashMap<>();

    private final Set<Digest> configs = new HashSet<>();
    private final Set<Digest> gaps = new LinkedHashSet<>();

    /** What each manifest names that was read. */
    private final Map<Digest, Set<Digest>> named = new HashMap<>();

    Search(StreamName repository) {
      this.repository = repository;
    }

    void run(Digest digest, Manifest manifest) throws IOException, InterruptedException {
      Set<Part> level = named(digest, manifest);
      for (int nesting = 0; !level.isEmpty(); nesting++) {
        Set<Part> next = new LinkedHashSet<>();
        for (Part child : level) {
          next.addAll(child(child, nesting));
        }
        level = next;
      }
      for (Part blob : blobParts) {
        blob(blob);
      }
    }

    Found found() {
      Set<Digest> all = new HashSet<>(named.keySet());
      named.values().forEach(all::addAll);
      named.values().forEach(parts -> parts.retainAll(gaps));
      return new Found(named, all);
    }

    /** The manifests that one names and nobody looked for yet; its blobs are noted. */
    private Set<Part> named(Digest digest, Manifest manifest) {
      named.put(digest, new LinkedHashSet<>(Composition.of(manifest).parts()));
      Set<Part> further = new LinkedHashSet<>();
      switch (manifest) {
        case Manifest.ImageManifest image -> {
          configs.add(image.config().digest());
          Stream.concat(Stream.of(image.config()), image.layers().stream())
              .filter(part -> !Composition.isElsewhere(part))
              .map(Part::of)
              .forEach(blobParts::add);
        }
        case Manifest.IndexManifest index -> {
          for (Descriptor child : index.manifests()) {
            if (!MediaTypes.isManifest(child.mediaType())) {
              blobParts.add(Part.of(child)); // build caches list their layers in an index
            } else if (children.add(Part.of(child))) {
              further.add(Part.of(child));
            }
          }
        }
      }
      if (children.size() + blobParts.size() > MAX_PARTS) {
        throw RegistryErrors.MANIFEST_INVALID.refuse(
            ("it refers to more than %d blobs and manifests, with those of the manifests that it"
                    + " lists and %s does not have yet; push these first")
                .formatted(MAX_PARTS, repository));
      }
      return further;
    }

    private void blob(Part blob) throws IOException {
      Digest digest = blob.digest();
      Optional<Long> size = pushed.size(repository, digest).map(Came::content);
      if (size.isPresent() && !leases.renew(repository, digest)) {
        size = Optional.empty();
      }
      if (size.isEmpty()) {
        size = leases.renewUnlinked(repository, digest);
      }
      try {
        size = size.isPresent() ? size : adopted(digest);
      } catch (PullThroughException e) {
        missing.put(digest, String.valueOf(e.getMessage()));
        return;
      }
      size.ifPresent(s -> requireSize(blob, s));
      if (size.isEmpty()) {
        absent(digest);
      }
    }

    private Optional<Long> adopted(Digest digest) throws IOException {
      Optional<Long> size = through.adopt(repository, digest, blobs);
      return size.isPresent() && leases.renew(repository, digest) ? size : Optional.empty();
    }

    /** What was there is asked for again: a manifest would show it, and it would not come. */
    private void absent(Digest digest) {
      if (configs.contains(digest)
          || streams.holds(repository, digest)
          || leases.isTold(repository, digest)
          || leases.isLost(repository, digest)) {
        missing.put(digest, "");
      } else {
        gaps.add(digest);
      }
    }

    /** What a manifest names that was not pushed here itself. */
    private Set<Part> child(Part child, int nesting) throws IOException, InterruptedException {
      Digest digest = child.digest();
      Optional<StoredManifest> found =
          pushed.manifest(repository, new Reference.Exact(digest)).map(Came::content);
      if (found.isPresent() && leases.renew(repository, digest)) {
        requireSize(child, found.get().size());
        return Set.of();
      }
      try {
        if (nesting >= MAX_NESTING && through.showsManifest(repository, digest)) {
          missing.put(digest, "");
          return Set.of();
        }
        Optional<byte[]> bytes = through.manifest(repository, digest).map(Came::content);
        if (bytes.isEmpty() && leases.renewUnlinked(repository, digest).isPresent()) {
          bytes = blobs.read(digest, ManifestReader.MAX_BYTES);
        }
        if (bytes.isPresent()) {
          return brought(child, bytes.get());
        }
        absent(digest);
      } catch (PullThroughException e) {
        missing.put(digest, String.valueOf(e.getMessage()));
      }
      return Set.of();
    }

    private Set<Part> brought(Part child, byte[] bytes) throws IOException, InterruptedException {
      requireSize(child, bytes.length);
      try (BodyBudget.Turn _ = bodies.turn(bytes.length)) {
        Set<Part> further =
            named(child.digest(), new StoredManifest(child.digest(), bytes).manifest());
        leases.grant(repository, child.digest());
        blobs.put(child.digest(), new ByteArrayInputStream(bytes));
        return further;
      }
    }
  }

  private static void requireSize(Part part, long actual) {
    if (part.size() != actual) {
      throw RegistryErrors.MANIFEST_INVALID.refuse(
          part.digest() + " has " + actual + " bytes, not " + part.size());
    }
  }
}
