package dev.weir.remote.repository;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A repository of a registry, to read from and to write to. */
public final class RegistryRepository implements SourceRepository, TargetRepository {
  private final String name;
  private final RemoteRegistry registry;

  /** Only one at a time adds to lists of what refers to something. */
  private final Object lists = new Object();

  /**
   * A repository.
   *
   * @param reference as users wrote it; tag and digest do not matter
   * @param registry the same repository, opened
   */
  public RegistryRepository(ImageReference reference, RemoteRegistry registry) {
    this.name = reference.repository();
    this.registry = registry;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> tags() {
    return registry.listTags();
  }

  @Override
  public Optional<Digest> resolve(String tag) {
    return digest(tag);
  }

  /** Empty also if that was refused: the answer to a {@code GET} says why. */
  private Optional<Digest> digest(String tagOrDigest) {
    try {
      return registry.manifestDigest(tagOrDigest);
    } catch (RemoteException e) {
      if (e.mayPass()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public RemoteManifest manifest(String tagOrDigest) {
    return registry.fetchManifest(tagOrDigest);
  }

  @Override
  public List<Descriptor> referrers(Digest subject) {
    return registry.referrers(subject);
  }

  @Override
  public OptionalLong blobSize(Digest digest) {
    return registry.blobSize(digest);
  }

  @Override
  public BlobPart open(Digest digest, long from, Optional<String> validator) {
    return new Part(registry.openBlob(digest, from, validator));
  }

  private record Part(RemoteBlobPart part) implements BlobPart {
    @Override
    public long start() {
      return part.start();
    }

    @Override
    public Optional<String> validator() {
      return part.validator();
    }

    @Override
    public InputStream content() {
      return part.content();
    }

    @Override
    public void close() {
      part.close();
    }
  }

  @Override
  public boolean hasManifest(Digest digest) {
    try {
      return registry.manifestDigest(digest.toString()).isPresent() || isFetched(digest);
    } catch (RemoteException e) {
      return switch (e.kind()) {
        case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN -> false;
        case REGISTRY_ERROR, DENIED, UNAUTHORIZED -> isFetched(digest); // or says why it is not
        default -> throw e;
      };
    }
  }

  private boolean isFetched(Digest digest) {
    try {
      return registry.fetchManifest(digest.toString()).digest().equals(digest);
    } catch (RemoteException e) {
      return switch (e.kind()) {
        case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN -> false;
        default -> throw e;
      };
    }
  }

  @Override
  public boolean hasBlob(Digest digest) {
    return registry.blobSize(digest).isPresent();
  }

  @Override
  public boolean mount(Digest digest, String from) {
    return registry.mountBlob(digest, from);
  }

  @Override
  public void upload(Digest digest, long size, BlobSource source) {
    registry.uploadBlob(digest, size, source);
  }

  @Override
  public void put(RemoteManifest manifest, String tagOrDigest) {
    Optional<Descriptor> subject =
        ManifestReader.readStored(manifest.mediaType(), manifest.bytes()).subject();
    boolean listed = registry.pushReferrer(manifest, tagOrDigest);
    if (subject.isPresent() && !listed) {
      synchronized (lists) {
        ReferrerTag.add(registry, subject.get().digest(), manifest);
      }
    }
  }
}
