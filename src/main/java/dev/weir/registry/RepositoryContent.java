package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.blob.DamagedBlobException;
import dev.weir.manifest.MediaTypes;
import dev.weir.mapping.RepositoryLinks;
import dev.weir.mapping.StreamTags;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a repository shows (registry.md 3.5, 6.2): what was pushed or mounted there, and the images
 * that its stream holds with all they are made of. Knowing a digest is not enough.
 */
final class RepositoryContent {
  private static final int MAX_NESTING = 4;
  private static final int MAX_REMEMBERED = 10_000;

  private final BlobReader blobs;
  private final ManifestCache manifests;
  private final RepositoryLinks links;
  private final StreamTags tags;

  /**
   * Manifests shown only because a stream holds them, not because they were pushed there. Clients
   * ask for the manifest before its blobs, so this finds blobs of older images without reading a
   * stream's whole history. Only a hint: whether the stream still holds the image is asked anew.
   */
  private final Set<Shown> shown = ConcurrentHashMap.newKeySet();

  private record Shown(StreamName repository, Digest manifest) {}

  RepositoryContent(
      BlobReader blobs, ManifestCache manifests, RepositoryLinks links, StreamTags tags) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.links = links;
    this.tags = tags;
  }

  /** Size of a blob that the repository shows. */
  Optional<Long> blobSize(StreamName repository, Digest digest) {
    Optional<RepositoryLinks.Link> link = links.find(repository, digest);
    if (link.isPresent()) {
      long pushed = link.get().size();
      return blobs.size(digest).filter(size -> size == pushed || isSound(digest));
    }
    return isPartOfAnImage(repository, digest) ? blobs.size(digest) : Optional.empty();
  }

  /** A file of another length than was pushed is looked at whole; damaged, it is taken away. */
  private boolean isSound(Digest digest) {
    Optional<Blob> found = blobs.open(digest);
    if (found.isEmpty()) {
      return false;
    }
    try (Blob blob = found.get()) {
      blob.verify();
      return true;
    } catch (DamagedBlobException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read blob " + digest, e);
    }
  }

  /** True for parts of images that came into the stream from elsewhere, without a push. */
  private boolean isPartOfAnImage(StreamName repository, Digest blob) {
    for (String tag : tags.tags(repository)) {
      Optional<Digest> image = tags.newest(repository, tag);
      if (image.isPresent() && refers(image.get(), blob, MAX_NESTING)) {
        return true;
      }
    }
    return shown.stream()
        .filter(s -> s.repository().equals(repository))
        .anyMatch(
            s ->
                refers(s.manifest(), blob, MAX_NESTING) && tags.contains(repository, s.manifest()));
  }

  private boolean refers(Digest manifest, Digest blob, int depth) {
    Optional<StoredManifest> found = manifests.find(manifest);
    if (found.isEmpty() || depth == 0) {
      return false;
    }
    if (found.get().references().contains(blob)) {
      return true;
    }
    return MediaTypes.isIndex(found.get().mediaType())
        && found.get().references().stream().anyMatch(child -> refers(child, blob, depth - 1));
  }

  /** The manifest behind a tag or digest. */
  StoredManifest manifest(StreamName repository, String reference) {
    Optional<Digest> digest =
        reference.indexOf(':') >= 0
            ? visibleDigest(repository, RepositoryCall.parseDigest(reference))
            : TagName.isValid(reference) ? tags.newest(repository, reference) : Optional.empty();
    return digest.flatMap(manifests::find).orElseThrow(() -> unknown(repository, reference));
  }

  /** The manifest of that tag, if there is one. */
  Optional<StoredManifest> tagged(StreamName repository, String tag) {
    return tags.newest(repository, tag).flatMap(manifests::find);
  }

  /** The manifest of that digest, if the repository shows it. */
  Optional<StoredManifest> manifest(StreamName repository, Digest digest) {
    return visibleDigest(repository, digest).flatMap(manifests::find);
  }

  private Optional<Digest> visibleDigest(StreamName repository, Digest digest) {
    if (links.find(repository, digest).filter(RepositoryLinks.Link::isManifest).isPresent()) {
      return Optional.of(digest);
    }
    if (!tags.contains(repository, digest)) {
      return Optional.empty();
    }
    if (shown.size() >= MAX_REMEMBERED) {
      shown.clear();
    }
    shown.add(new Shown(repository, digest));
    return Optional.of(digest);
  }

  private Refusal unknown(StreamName repository, String reference) {
    return tags.exists(repository)
        ? RegistryErrors.MANIFEST_UNKNOWN.refuse(
            "repository " + repository + " has no manifest \"" + reference + "\"")
        : noSuchRepository(repository);
  }

  static Refusal noSuchRepository(StreamName repository) {
    return RegistryErrors.NAME_UNKNOWN.refuse(
        "repository " + repository + " does not exist; a push or weir tag makes it");
  }
}
