package dev.weir.importing;

import dev.weir.importing.bounds.FetchCount;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.importing.lists.ImportMode;
import dev.weir.importing.lists.ListChoice;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.FirstSchema;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Fetches one image of one repository: its manifest, its configuration, and of a list the chosen
 * child (Legacy), all children (PreserveOriginal) or none (the list alone). A list inside a list is
 * always Legacy; where no child is for a platform, Legacy keeps an artifact's list as it is.
 */
final class ImageFetch {
  private static final int MAX_CONFIG = 8 * 1024 * 1024;
  private static final int MAX_NESTING = 3;

  private final RemoteRegistry registry;
  private final FetchCount count;
  private final Predicate<Digest> here;

  /**
   * Fetches from a repository.
   *
   * @param here which images need not be fetched once their manifest is known
   */
  ImageFetch(RemoteRegistry registry, FetchCount count, Predicate<Digest> here) {
    this.registry = registry;
    this.count = count;
    this.here = here;
  }

  /**
   * Fetches.
   *
   * @param platform of the child that Legacy prefers
   * @throws RemoteException if the registry does not give it
   * @throws ManifestException if it is no image
   * @throws NoMemoryException if it is more than may be held
   */
  FetchedImage fetch(String tagOrDigest, ImportMode mode, Descriptor.Platform platform) {
    return fetch(tagOrDigest, mode, platform, 0);
  }

  private FetchedImage fetch(
      String tagOrDigest, ImportMode mode, Descriptor.Platform platform, int nesting) {
    if (nesting > MAX_NESTING) {
      throw new ManifestException("lists of manifests are nested too deeply");
    }
    RemoteManifest fetched = registry.fetchManifest(tagOrDigest, count::came);
    byte[] bytes = fetched.bytes();
    count.arrived(bytes);
    try {
      return image(fetched, mode, platform, nesting);
    } catch (ManifestException e) {
      throw e.of(fetched.digest());
    }
  }

  private FetchedImage image(
      RemoteManifest fetched, ImportMode mode, Descriptor.Platform platform, int nesting) {
    byte[] bytes = fetched.bytes();
    return switch (ManifestReader.read(fetched.mediaType(), bytes)) {
      case Manifest.ImageManifest _ when here.test(fetched.digest()) ->
          FetchedImage.here(fetched.digest());
      case Manifest.ImageManifest image ->
          FetchedImage.of(fetched.digest(), image, bytes, config(image), List.of());
      case Manifest.IndexManifest index when mode == ImportMode.LIST_ALONE ->
          FetchedImage.of(fetched.digest(), index, bytes, new byte[0], List.of());
      case Manifest.IndexManifest index
          when mode == ImportMode.PRESERVE_ORIGINAL || PlatformChoice.isNoneOf(index) ->
          FetchedImage.of(
              fetched.digest(), index, bytes, new byte[0], children(index, platform, nesting));
      case Manifest.IndexManifest index -> {
        Digest child =
            PlatformChoice.of(index, platform)
                .orElseThrow(() -> new ManifestException("the list of manifests has no image"))
                .digest();
        yield fetch(child.toString(), ImportMode.LEGACY, platform, nesting + 1)
            .chosen(new ListChoice(fetched.digest(), platform));
      }
    };
  }

  private List<FetchedImage> children(
      Manifest.IndexManifest index, Descriptor.Platform platform, int nesting) {
    List<FetchedImage> children = new ArrayList<>();
    for (Descriptor child : index.manifests()) {
      if (isManifest(child.mediaType())) {
        children.add(fetch(child.digest().toString(), ImportMode.LEGACY, platform, nesting + 1));
      }
    }
    return children;
  }

  /** True of what is fetched with a list: build caches name their layers in one. */
  static boolean isManifest(String mediaType) {
    return mediaType.isEmpty() || MediaTypes.isManifest(mediaType) || FirstSchema.isType(mediaType);
  }

  private byte[] config(Manifest.ImageManifest image) {
    if (!MediaTypes.isImageConfig(image.config().mediaType())) {
      return new byte[0];
    }
    byte[] config = registry.readBlob(image.config().digest(), MAX_CONFIG, count::came);
    count.arrived(config);
    return config;
  }
}
