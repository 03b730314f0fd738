package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.reference.Digest;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code DELETE /v2/<name>/blobs/<digest>}: the blob leaves the repository (registry.md 3.3). Its
 * bytes stay for other repositories; images of the stream keep showing it, older ones by its link.
 */
final class DeleteBlob implements Action.OnRepository {
  private final RepositoryLinks links;
  private final StreamContent content;
  private final Access access;

  DeleteBlob(RegistryDoor.Parts parts, Access access) {
    this.links = parts.links();
    this.content = parts.content();
    this.access = access;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Digest digest = call.digest();
    access.require(
        call.http(),
        call.user(),
        Attributes.resource("delete", "image.openshift.io", "images", "", ""),
        Right.DELETE.scope(call.repository()),
        "ask for the role system:image-pruner");
    if (links.find(call.repository(), digest).filter(l -> !l.isManifest()).isEmpty()) {
      throw RegistryErrors.BLOB_UNKNOWN.refuse(
          "repository " + call.repository() + " has no blob " + digest);
    }
    Conditions.of(call.http()).requireOn(Optional.of(digest));
    boolean _ = content.unlink(call.repository(), digest, shown -> shown.hasBlob(digest));
    call.http().setHeader("Content-Length", "0").status(202);
  }
}
