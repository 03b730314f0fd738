package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.streams.StreamTags;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.io.Content;

/**
 * {@code GET} and {@code HEAD /v2/<name>/manifests/<reference>}: the bytes as they were pushed,
 * under the type they were pushed as, whatever Accept says (registry.md 1.3, 2.3).
 */
final class GetManifest implements Action.OnRepository {
  /** Longer ones may not fit into the cache, and then each client has its own. */
  private static final int LONG = 64 * 1024;

  private final RepositoryContent content;
  private final StreamTags tags;
  private final Leases leases;

  GetManifest(RepositoryContent content, StreamTags tags, Leases leases) {
    this.content = content;
    this.tags = tags;
    this.leases = leases;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Exchange http = call.http();
    StoredManifest manifest =
        content
            .manifest(call.repository(), Reference.parse(call.reference()))
            .orElseThrow(() -> unknown(call));
    if (http.method().equals("HEAD") && !leases.holdsFor(call, manifest.digest())) {
      throw unknown(call);
    }
    if (isKnown(http.header("If-None-Match"), manifest)) {
      http.setHeader("ETag", "\"" + manifest.digest() + "\"").status(304);
      return;
    }
    if (manifest.size() > LONG) {
      http.holdAnswer(manifest.size());
    }
    http.status(200).response().getHeaders().clear().add(manifest.headers());
    if (!http.method().equals("HEAD")) {
      Content.Sink.write(http.response(), true, manifest.body());
    }
  }

  private Refusal unknown(RepositoryCall call) {
    return tags.exists(call.repository())
        ? RegistryErrors.MANIFEST_UNKNOWN.refuse(
            "repository " + call.repository() + " has no manifest \"" + call.reference() + "\"")
        : RegistryErrors.noSuchRepository(call.repository());
  }

  private static boolean isKnown(Optional<String> etag, StoredManifest manifest) {
    return etag.isPresent() && etag.get().replace("\"", "").equals(manifest.digest().toString());
  }
}
