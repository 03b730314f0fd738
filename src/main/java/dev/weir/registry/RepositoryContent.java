package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.blob.DamagedBlobException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamTags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What a repository shows (registry.md 3.5, 6.2): what was pushed or mounted there, and the images
 * that its stream holds with all they are made of. Knowing a digest is not enough.
 */
final class RepositoryContent {
  private final BlobReader blobs;
  private final ManifestCache manifests;
  private final RepositoryLinks links;
  private final StreamTags tags;
  private final StreamContent streams;

  RepositoryContent(RegistryDoor.Parts parts, ManifestCache manifests) {
    this.blobs = parts.blobs();
    this.manifests = manifests;
    this.links = parts.links();
    this.tags = parts.tags();
    this.streams = parts.content();
  }

  /** True if the repository shows a blob of that digest, if there is one. */
  boolean shows(StreamName repository, Digest digest) {
    return links.find(repository, digest).isPresent()
        || (blobs.size(digest).isPresent() && streams.hasBlob(repository, digest));
  }

  /** Size of a blob that the repository shows. */
  Optional<Long> blobSize(StreamName repository, Digest digest) {
    Optional<RepositoryLinks.Link> link = links.find(repository, digest);
    if (link.isPresent()) {
      long pushed = link.get().size();
      return blobs.size(digest).filter(size -> size == pushed || isSound(digest));
    }
    Optional<Long> size = blobs.size(digest); // first, for most that are asked for are new ones
    return size.filter(_ -> streams.hasBlob(repository, digest));
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
    return Optional.of(digest).filter(d -> streams.canBePulled(repository, d));
  }

  private Refusal unknown(StreamName repository, String reference) {
    return tags.exists(repository)
        ? RegistryErrors.MANIFEST_UNKNOWN.refuse(
            "repository " + repository + " has no manifest \"" + reference + "\"")
        : noSuchRepository(repository);
  }

  static Refusal noSuchRepository(StreamName repository) {
    return RegistryErrors.NAME_UNKNOWN.refuse(
        "repository %s does not exist; a push or weir tag makes it, weir new-project %s its project"
            .formatted(repository, repository.namespace()));
  }
}
