package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.SourceRepository;
import java.util.List;
import java.util.Optional;

/**
 * What has to be sent where, before anything is sent.
 *
 * @param places each once, sorted by name
 * @param failures what cannot be done, where all else is wanted nevertheless
 */
public record MirrorPlan(List<PlacePlan> places, List<MirrorFailure> failures) {
  public MirrorPlan {
    places = List.copyOf(places);
    failures = List.copyOf(failures);
  }

  /**
   * One registry, or directory.
   *
   * @param name as {@link dev.weir.remote.repository.Repositories#place}
   */
  public record PlacePlan(String name, List<RepositoryPlan> repositories) {
    public PlacePlan {
      repositories = List.copyOf(repositories);
    }
  }

  /**
   * One repository to write to.
   *
   * @param phase when it is its turn: those of an earlier phase are complete then, and blobs can be
   *     mounted from them
   * @param blobs each once, by size, then digest
   * @param manifests in the order to send them: children before their lists
   */
  public record RepositoryPlan(
      Location target, int phase, List<BlobPlan> blobs, List<ManifestPlan> manifests) {
    public RepositoryPlan {
      blobs = List.copyOf(blobs);
      manifests = List.copyOf(manifests);
    }
  }

  /**
   * One blob to send.
   *
   * @param source repository that has it
   * @param mountFrom path of a repository of the same place that has it already, or will have it in
   *     an earlier phase
   */
  public record BlobPlan(Descriptor descriptor, Location source, Optional<String> mountFrom) {}

  /**
   * One manifest to send.
   *
   * @param tags under which; by its digest alone if there are none
   */
  public record ManifestPlan(KnownManifest manifest, List<String> tags) {
    public ManifestPlan {
      tags = List.copyOf(tags);
    }

    public Digest digest() {
      return manifest.digest();
    }
  }

  /**
   * What a plan knows of a manifest.
   *
   * @param source repository that has it, without tag and digest
   * @param size bytes
   * @param needs what it refers to: blobs, manifests
   * @param kept itself, where the source has none such or it takes little room; otherwise it is
   *     read again when it is sent
   */
  public record KnownManifest(
      Digest digest,
      String mediaType,
      long size,
      Location source,
      List<Digest> needs,
      Optional<RemoteManifest> kept) {
    public KnownManifest {
      needs = List.copyOf(needs);
    }

    /**
     * Itself, under the type that it was planned with.
     *
     * @throws RemoteException if the source does not give it any more
     */
    RemoteManifest read(SourceRepository repository) {
      return kept.orElseGet(
          () -> {
            byte[] bytes = repository.manifest(digest.toString()).bytes();
            if (!digest.sameAlgorithm(bytes).equals(digest)) {
              throw new RemoteException(
                  RemoteException.Kind.DIGEST_MISMATCH,
                  "%s sent other bytes than those of %s".formatted(repository.name(), digest));
            }
            return new RemoteManifest(digest, mediaType, bytes);
          });
    }
  }
}
