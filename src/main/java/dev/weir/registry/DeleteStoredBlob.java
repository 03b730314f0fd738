package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.blob.BlobReader;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Route;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * {@code DELETE /admin/blobs/<digest>}, by which pruning takes bytes from the disk (registry.md
 * 3.3). No push can be broken by it: what something holds stays, and what somebody who pushes was
 * told of stays for the grace.
 */
final class DeleteStoredBlob implements Action.Plain {
  private final BlobReader blobs;
  private final Consumer<Digest> letGo;
  private final Access access;

  DeleteStoredBlob(RegistryDoor.Parts parts, Access access) {
    this.blobs = parts.blobs();
    this.letGo = parts.letGo();
    this.access = access;
  }

  @Override
  public void serve(Exchange http) throws IOException {
    User user = access.caller(http, "");
    access.require(
        http,
        user,
        Attributes.resource("delete", "image.openshift.io", "images", "", ""),
        "",
        "ask for the role system:image-pruner");
    Digest digest =
        RepositoryCall.parseDigest(Route.of(http.rawPath()).map(Route::reference).orElse(""));
    if (blobs.size(digest).isEmpty()) {
      throw RegistryErrors.BLOB_UNKNOWN.refuse("there is no blob " + digest);
    }
    letGo.accept(digest);
    http.status(204);
  }
}
