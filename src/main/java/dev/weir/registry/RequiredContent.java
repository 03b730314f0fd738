package dev.weir.registry;

import dev.weir.blob.BlobStore;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
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
import dev.weir.streams.parts.Composition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;

/**
 * What manifests that are pushed refer to (registry.md 1.5, 3.4). All of it must be in the
 * repository; what the stream shows of other registries is brought among what was pushed, so that
 * the new image stays whole whatever becomes of the mirror and of them.
 */
final class RequiredContent {
  private static final int MAX_NAMED = 20;

  /** Deeper than any index of indexes that somebody means. */
  private static final int MAX_NESTING = 4;

  private final RepositoryContent pushed;
  private final PullThrough through;
  private final BlobStore blobs;
  private final Leases leases;

  RequiredContent(RepositoryContent pushed, PullThrough through, BlobStore blobs, Leases leases) {
    this.pushed = pushed;
    this.through = through;
    this.blobs = blobs;
    this.leases = leases;
  }

  /**
   * Finds all that a manifest refers to, and holds it until the manifest is recorded.
   *
   * @throws Refusal naming what is missing
   */
  void require(StreamName repository, Manifest manifest) throws IOException {
    Search search = new Search(repository);
    search.parts(manifest, 0);
    if (!search.missing.isEmpty()) {
      throw missing(repository, search.missing);
    }
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

  /** The search for one manifest. */
  private final class Search {
    private final StreamName repository;

    /** Why each was not to be had; empty where there is nothing to say. */
    private final Map<Digest, String> missing = new LinkedHashMap<>();

    Search(StreamName repository) {
      this.repository = repository;
    }

    void parts(Manifest manifest, int nesting) throws IOException {
      switch (manifest) {
        case Manifest.ImageManifest image -> {
          List<Descriptor> own =
              Stream.concat(Stream.of(image.config()), image.layers().stream())
                  .filter(part -> !Composition.isElsewhere(part))
                  .toList();
          for (Descriptor part : own) {
            blob(part);
          }
        }
        case Manifest.IndexManifest index -> {
          for (Descriptor child : index.manifests()) {
            if (MediaTypes.isManifest(child.mediaType())) {
              child(child, nesting);
            } else {
              blob(child); // build caches list their layers in an index
            }
          }
        }
      }
    }

    private void blob(Descriptor blob) throws IOException {
      Optional<Long> size = pushed.size(repository, blob.digest()).map(Came::content);
      if (size.isPresent() && !leases.renew(blob.digest())) {
        size = Optional.empty();
      }
      try {
        size = size.isPresent() ? size : through.adopt(repository, blob.digest(), blobs);
      } catch (PullThroughException e) {
        missing.put(blob.digest(), String.valueOf(e.getMessage()));
        return;
      }
      size.ifPresent(s -> requireSize(blob, s));
      if (size.isEmpty()) {
        missing.put(blob.digest(), "");
      }
    }

    private void child(Descriptor child, int nesting) throws IOException {
      Reference reference = new Reference.Exact(child.digest());
      Optional<StoredManifest> found = pushed.manifest(repository, reference).map(Came::content);
      if (found.isPresent() && leases.renew(child.digest())) {
        requireSize(child, found.get().size());
        return;
      }
      try {
        Optional<byte[]> bytes =
            nesting < MAX_NESTING
                ? through.manifest(repository, child.digest()).map(Came::content)
                : Optional.empty();
        if (bytes.isEmpty()) {
          missing.put(child.digest(), "");
          return;
        }
        requireSize(child, bytes.get().length);
        parts(new StoredManifest(child.digest(), bytes.get()).manifest(), nesting + 1);
        blobs.put(child.digest(), new ByteArrayInputStream(bytes.get()));
      } catch (PullThroughException e) {
        missing.put(child.digest(), String.valueOf(e.getMessage()));
      }
    }
  }

  private static void requireSize(Descriptor descriptor, long actual) {
    if (descriptor.size() != actual) {
      throw RegistryErrors.MANIFEST_INVALID.refuse(
          descriptor.digest() + " has " + actual + " bytes, not " + descriptor.size());
    }
  }
}
