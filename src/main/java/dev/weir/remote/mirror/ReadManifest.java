package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Location;
import java.util.List;
import java.util.Optional;

/**
 * A manifest that was read.
 *
 * @param children of a list; empty for an image
 * @param blobs of an image
 */
record ReadManifest(
    MirrorPlan.KnownManifest manifest,
    Optional<List<Descriptor>> children,
    List<Descriptor> blobs) {
  /**
   * What is held of a manifest.
   *
   * @param made here, so that no source has it
   * @throws PartException if it cannot be read, or is too much
   */
  static ReadManifest of(
      RemoteManifest manifest, Location source, boolean made, PlanMemory memory) {
    Optional<RemoteManifest> kept = made ? Optional.of(manifest) : memory.keep(manifest);
    Optional<List<Descriptor>> children = Optional.empty();
    List<Descriptor> blobs = List.of();
    List<Digest> needs =
        switch (parse(manifest)) {
          case Manifest.IndexManifest index -> {
            List<Descriptor> held = hold(memory, manifest, index.manifests());
            children = Optional.of(held);
            yield digests(held);
          }
          case Manifest.ImageManifest image -> {
            blobs = hold(memory, manifest, SourceImage.blobs(image));
            yield digests(blobs);
          }
        };
    int size = manifest.bytes().length;
    return new ReadManifest(
        new MirrorPlan.KnownManifest(
            manifest.digest(), manifest.mediaType(), size, source, needs, kept),
        children,
        blobs);
  }

  private static List<Digest> digests(List<Descriptor> content) {
    return content.stream().map(Descriptor::digest).distinct().toList();
  }

  private static List<Descriptor> hold(
      PlanMemory memory, RemoteManifest manifest, List<Descriptor> content) {
    try {
      return memory.hold(content);
    } catch (RemoteException e) {
      throw new PartException(manifest.digest(), e);
    }
  }

  /** With the type that the document has where the registry named none. */
  static RemoteManifest typed(RemoteManifest manifest) {
    if (!manifest.mediaType().isEmpty()) {
      return manifest;
    }
    String type = ManifestReader.typeOf(manifest.bytes());
    return new RemoteManifest(manifest.digest(), type, manifest.bytes());
  }

  /**
   * Its document.
   *
   * @throws PartException if it is none
   */
  static Manifest parse(RemoteManifest manifest) {
    try {
      return ManifestReader.read(manifest.mediaType(), manifest.bytes());
    } catch (ManifestException e) {
      throw new PartException(
          manifest.digest(),
          new RemoteException(RemoteException.Kind.REGISTRY_ERROR, String.valueOf(e.getMessage())));
    }
  }

  /** One manifest of an image could not be had. */
  static final class PartException extends RuntimeException {
    private final transient Digest digest;
    private final transient RemoteException reason;

    PartException(Digest digest, RemoteException reason) {
      super(reason.getMessage());
      this.digest = digest;
      this.reason = reason;
    }

    Digest digest() {
      return digest;
    }

    RemoteException reason() {
      return reason;
    }
  }
}
