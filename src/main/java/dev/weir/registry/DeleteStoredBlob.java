package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;

/**
 * {@code DELETE /admin/blobs/<digest>}, by which pruning takes bytes from the disk (registry.md
 * 3.3). Nothing is collected yet, and to say 404 would count as done.
 */
final class DeleteStoredBlob implements Action.Plain {
  private static final int NOT_IMPLEMENTED = 501;

  private final Access access;

  DeleteStoredBlob(Access access) {
    this.access = access;
  }

  @Override
  public void serve(Exchange http) {
    User user = access.caller(http, "");
    access.require(
        http,
        user,
        Attributes.resource("delete", "image.openshift.io", "images", "", ""),
        "",
        "ask for the role system:image-pruner");
    throw RegistryErrors.UNSUPPORTED.refuse(
        NOT_IMPLEMENTED,
        "this registry does not yet take the bytes of blobs from its disk; nothing was deleted");
  }
}
