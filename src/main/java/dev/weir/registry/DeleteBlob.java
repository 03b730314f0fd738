package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code DELETE /v2/<name>/blobs/<digest>}: the blob leaves the repository (registry.md 3.3),
 * unless something there is made of it. Its bytes stay for other repositories, and for who was told
 * of them.
 */
final class DeleteBlob implements Action.OnRepository {
  private final RepositoryLinks links;
  private final StreamContent content;
  private final Leases leases;
  private final Access access;

  DeleteBlob(RegistryDoor.Parts parts, Leases leases, Access access) {
    this.links = parts.links();
    this.content = parts.content();
    this.leases = leases;
    this.access = access;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Digest digest = call.digest();
    StreamName repository = call.repository();
    Attributes images = Attributes.resource("delete", "image.openshift.io", "images", "", "");
    if (!access.may(call.user(), Right.PUSH.on(repository))) {
      access.require(
          call.http(),
          call.user(),
          images,
          Right.DELETE.scope(repository),
          "who may push there may delete what nothing is made of: ask for the role "
              + Right.PUSH.role()
              + ", or system:image-pruner");
    }
    access.does(call.http(), Right.DELETE.deed(repository));
    if (links.find(repository, digest).filter(l -> !l.isManifest()).isEmpty()) {
      throw RegistryErrors.BLOB_UNKNOWN.refuse(
          "repository " + repository + " has no blob " + digest);
    }
    Conditions.of(call.http()).requireOn(Optional.of(digest));
    boolean gone =
        content.unlink(
            repository, digest, shown -> shown.hasBlob(digest) || part(repository, digest));
    if (gone) {
      leases.unlinked(repository, digest);
    } else if (!access.may(call.user(), images)) { // pruning goes on without it
      throw RegistryErrors.UNSUPPORTED
          .refuse(
              "%s is part of an image of %s; delete the image, and the blob goes with it"
                  .formatted(digest, repository))
          .header("Allow", "GET, HEAD");
    }
    call.http().setHeader("Content-Length", "0").status(202);
  }

  /** True if a manifest is made of it that was pushed there, and has perhaps no tag. */
  private boolean part(StreamName repository, Digest digest) {
    return links.all(repository).entrySet().stream()
        .filter(linked -> linked.getValue().link().isManifest())
        .map(Map.Entry::getKey)
        .anyMatch(
            manifest ->
                content
                    .composition(manifest)
                    .filter(made -> made.parts().contains(digest))
                    .isPresent());
  }
}
