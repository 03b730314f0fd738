package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.reference.Digest;
import dev.weir.registry.body.NotModified;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
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
  private final FollowedUpstream upstream;

  GetManifest(
      RepositoryContent content, StreamTags tags, Leases leases, FollowedUpstream upstream) {
    this.content = content;
    this.tags = tags;
    this.leases = leases;
    this.upstream = upstream;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException, InterruptedException {
    Exchange http = call.http();
    Reference reference = Reference.parse(call.reference());
    Optional<Arrival.Stale> stale = upstream.follow(call, reference);
    if (http.method().equals("HEAD")) {
      Came<ManifestHeaders> found =
          found(call, reference, () -> content.headers(call.repository(), reference));
      if (found.isOwn() && !leases.holdsFor(call, found.content().digest())) {
        throw unknown(call);
      }
      begin(call, found, stale);
      return;
    }
    Came<StoredManifest> found =
        found(call, reference, () -> content.manifest(call.repository(), reference));
    StoredManifest manifest = found.content();
    if (begin(call, found.map(StoredManifest::described), stale)) {
      if (manifest.size() > LONG) {
        http.holdAnswer(manifest.size());
      }
      Content.Sink.write(http.response(), true, manifest.body());
    }
  }

  /** Looks for a manifest. */
  private interface Look<T> {
    Optional<Came<T>> find() throws IOException, InterruptedException;
  }

  private <T> Came<T> found(RepositoryCall call, Reference reference, Look<T> look)
      throws IOException, InterruptedException {
    Optional<Came<T>> found = look.find();
    if (found.isEmpty() && upstream.bring(call, reference)) {
      found = look.find();
    }
    return found.orElseThrow(() -> unknown(call));
  }

  /** Says what it is; false if the client has it and wants no more. */
  private static boolean begin(
      RepositoryCall call, Came<ManifestHeaders> found, Optional<Arrival.Stale> stale)
      throws IOException {
    Exchange http = call.http();
    Digest digest = found.content().digest();
    switch (Conditions.of(http).on(digest)) {
      case NOT_MODIFIED -> {
        NotModified.send(http, digest);
        return false;
      }
      case FAILED -> throw Conditions.failed(digest);
      case GO_ON -> {}
    }
    http.status(200).response().getHeaders().clear().add(found.content().fields());
    call.name().ns().ifPresent(ns -> http.setHeader(RegistryDoor.NAMESPACE, ns));
    ThroughWords.tell(http, found.how());
    stale.ifPresent(how -> ThroughWords.tell(http, how));
    return true;
  }

  private Refusal unknown(RepositoryCall call) {
    Optional<String> waits = tags.waits(call.repository(), call.reference());
    if (waits.isPresent()) {
      return RegistryErrors.MANIFEST_UNKNOWN.refuse(
          "%s:%s has nothing yet: %s".formatted(call.repository(), call.reference(), waits.get()));
    }
    return tags.exists(call.repository())
        ? RegistryErrors.MANIFEST_UNKNOWN.refuse(
            "repository " + call.repository() + " has no manifest \"" + call.reference() + "\"")
        : RegistryErrors.noSuchRepository(call.repository());
  }
}
