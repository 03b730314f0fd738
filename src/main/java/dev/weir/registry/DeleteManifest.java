package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.reference.Digest;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamTags;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code DELETE /v2/<name>/manifests/<reference>} (registry.md 3.3, 3.4): a tag leaves the stream;
 * a digest leaves the repository, unless the stream's history still holds it.
 */
final class DeleteManifest implements Action.OnRepository {
  private final RepositoryLinks links;
  private final StreamTags tags;
  private final StreamContent content;
  private final Access access;

  DeleteManifest(RegistryDoor.Parts parts, Access access) {
    this.links = parts.links();
    this.tags = parts.tags();
    this.content = parts.content();
    this.access = access;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    if (call.hasDigest()) {
      deleteDigest(call);
    } else {
      deleteTag(call);
    }
    call.http().setHeader("Content-Length", "0").status(202);
  }

  private void deleteTag(RepositoryCall call) {
    boolean known =
        TagName.isValid(call.reference())
            && tags.tags(call.repository()).contains(call.reference());
    if (!known) {
      throw unknown(call);
    }
    Conditions conditions = Conditions.of(call.http());
    tags.delete(
        call.user(),
        call.repository(),
        call.reference(),
        before ->
            conditions.requireOn(
                before.newest(call.reference()).flatMap(event -> Digest.tryParse(event.image()))));
  }

  private void deleteDigest(RepositoryCall call) {
    Digest digest = call.digest();
    access.require(
        call.http(),
        call.user(),
        Attributes.resource("delete", "image.openshift.io", "images", "", digest.toString()),
        Right.DELETE.scope(call.repository()),
        "ask for the role system:image-pruner, or delete the tag instead");
    boolean linked = links.find(call.repository(), digest).filter(l -> l.isManifest()).isPresent();
    if (content.canBePulled(call.repository(), digest)) {
      Conditions.of(call.http()).requireOn(Optional.of(digest));
    }
    boolean gone =
        content.unlink(
            call.repository(), digest, shown -> !linked || shown.manifests().contains(digest));
    if (gone) {
      return;
    }
    if (content.of(call.repository()).manifests().contains(digest)) {
      throw RegistryErrors.UNSUPPORTED
          .refuse(
              "image stream "
                  + call.repository()
                  + " still holds "
                  + digest
                  + " in a tag's history; delete the tag or prune the image")
          .header("Allow", "GET, HEAD, PUT");
    }
    throw unknown(call);
  }

  private static Refusal unknown(RepositoryCall call) {
    return RegistryErrors.MANIFEST_UNKNOWN.refuse(
        "repository " + call.repository() + " has no manifest \"" + call.reference() + "\"");
  }
}
