package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.blob.DamagedBlobException;
import dev.weir.manifest.Descriptor;
import dev.weir.pullthrough.stream.Came;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Reference;
import dev.weir.registry.untagged.UntaggedPulls;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamTags;
import dev.weir.streams.parts.TagContent;
import java.io.IOException;
import java.util.Optional;

/** What was pushed: it is in the blob store. */
final class LocalContent implements RepositoryContent {
  private final BlobReader blobs;
  private final ManifestCache manifests;
  private final RepositoryLinks links;
  private final StreamTags tags;
  private final StreamContent streams;
  private final UntaggedPulls pulls;

  LocalContent(RegistryDoor.Parts parts, ManifestCache manifests) {
    this.blobs = parts.blobs();
    this.manifests = manifests;
    this.links = parts.links();
    this.tags = parts.tags();
    this.streams = parts.content();
    this.pulls = new UntaggedPulls(parts.links(), parts.clock());
  }

  @Override
  public Optional<Came<Blob>> open(StreamName repository, Digest digest) throws IOException {
    return find(repository, digest).map(Came::own);
  }

  private Optional<Blob> find(StreamName repository, Digest digest) throws IOException {
    Optional<RepositoryLinks.Link> link = links.find(repository, digest);
    if (link.isEmpty() && !isShownByTags(repository, digest)) {
      return Optional.empty();
    }
    Optional<Blob> found = blobs.open(digest);
    if (found.isEmpty() || link.isEmpty() || found.get().size() == link.get().size()) {
      return found;
    }
    return sound(found.get());
  }

  @Override
  public Optional<Came<Long>> size(StreamName repository, Digest digest) throws IOException {
    return sizeOf(repository, digest).map(Came::own);
  }

  private Optional<Long> sizeOf(StreamName repository, Digest digest) throws IOException {
    Optional<RepositoryLinks.Link> link = links.find(repository, digest);
    Optional<Long> size = blobs.size(digest);
    if (link.isEmpty()) {
      return size.filter(_ -> streams.hasBlob(repository, digest));
    }
    long pushed = link.get().size();
    return size.filter(present -> present == pushed).isPresent()
        ? size
        : sizeOfOpened(repository, digest);
  }

  private Optional<Long> sizeOfOpened(StreamName repository, Digest digest) throws IOException {
    Optional<Blob> found = find(repository, digest);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Blob blob = found.get()) {
      return Optional.of(blob.size());
    }
  }

  /** Asks first for the bytes: most blobs that are asked for are new ones. */
  private boolean isShownByTags(StreamName repository, Digest digest) {
    return blobs.size(digest).isPresent() && streams.hasBlob(repository, digest);
  }

  /** A file of another length than was pushed is looked at whole; damaged, it is taken away. */
  private static Optional<Blob> sound(Blob blob) throws IOException {
    boolean sound = false;
    try {
      blob.verify();
      sound = true;
      return Optional.of(blob);
    } catch (DamagedBlobException _) {
      return Optional.empty();
    } finally {
      if (!sound) {
        blob.close();
      }
    }
  }

  @Override
  public Optional<Came<StoredManifest>> manifest(StreamName repository, Reference reference) {
    Optional<StoredManifest> found =
        switch (reference) {
          case Reference.Exact(Digest digest) -> exact(repository, digest);
          case Reference.Tag(String name) -> tagged(repository, name);
        };
    return found.map(Came::own);
  }

  @Override
  public Optional<Descriptor> known(StreamName repository, Digest digest) {
    boolean shown =
        links.find(repository, digest).filter(RepositoryLinks.Link::isManifest).isPresent()
            || streams.canBePulled(repository, digest);
    return Optional.of(digest)
        .filter(_ -> shown)
        .flatMap(manifests::find)
        .map(found -> Descriptor.of(found.mediaType(), digest, found.size()));
  }

  private Optional<StoredManifest> exact(StreamName repository, Digest digest) {
    Optional<RepositoryLinks.Link> link =
        links.find(repository, digest).filter(RepositoryLinks.Link::isManifest);
    link.ifPresent(found -> pulls.pulled(repository, digest, found));
    return link.isPresent() || streams.canBePulled(repository, digest)
        ? manifests.find(digest)
        : Optional.empty();
  }

  /** An image of another registry is here only if it was pushed into this repository as well. */
  private Optional<StoredManifest> tagged(StreamName repository, String tag) {
    if (!TagName.isValid(tag)) {
      return Optional.empty();
    }
    return switch (tags.newest(repository, tag)) {
      case TagContent.Own(Digest digest) -> manifests.find(digest);
      case TagContent.Elsewhere elsewhere -> exact(repository, elsewhere.digest());
      case TagContent.None _ -> Optional.empty();
    };
  }
}
