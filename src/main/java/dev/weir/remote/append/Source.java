package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The image that another is built upon.
 *
 * @param root its manifest, which may be a list
 */
record Source(
    ImageReference name, RemoteRegistry registry, RemoteManifest root, AppendRequest request) {

  static Source of(ImageReference name, RemoteRegistry registry, AppendRequest request) {
    RemoteManifest root = read(name, () -> registry.fetchManifest(BaseImage.wanted(name)));
    return new Source(name, registry, root, request);
  }

  /** What it is that could not be read is said too. */
  private static <T> T read(ImageReference name, Supplier<T> work) {
    try {
      return work.get();
    } catch (ManifestException e) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "unable to read image " + name + ": " + e.getMessage());
    } catch (RemoteException e) {
      throw new RemoteException(e.kind(), "unable to read image " + name + ": " + e.getMessage());
    }
  }

  private Manifest manifest() {
    return read(name, () -> ManifestReader.read(root.mediaType(), root.bytes()));
  }

  boolean isList() {
    return manifest() instanceof Manifest.IndexManifest;
  }

  /** The image, of a list the one that is meant. */
  BaseImage image() {
    return read(name, () -> BaseImage.read(registry, root, request));
  }

  /** One image of the list. */
  BaseImage image(Descriptor child) {
    return read(
        name,
        () -> BaseImage.read(registry, registry.fetchManifest(child.digest().toString()), request));
  }

  /**
   * What the list names, in its order.
   *
   * @throws RemoteException if none of it is meant
   */
  List<Descriptor> children() {
    return read(
        name,
        () -> {
          if (!(manifest() instanceof Manifest.IndexManifest index)) {
            throw new ManifestException("it is no list");
          }
          if (index.manifests().stream().noneMatch(it -> BaseImage.isMeant(it, request))) {
            throw BaseImage.none(index);
          }
          return index.manifests();
        });
  }
}
