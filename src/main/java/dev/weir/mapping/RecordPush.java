package dev.weir.mapping;

import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import java.time.InstantSource;
import java.util.List;

/**
 * Records a pushed manifest: image, repository link and tag events in one transaction (image-api.md
 * 6.1, registry.md 3.4).
 */
@SuppressWarnings("DoNotCallSuggester")
public final class RecordPush {
  private final Store store;
  private final Authorizer authorizer;
  private final InstantSource clock;

  public RecordPush(Store store, Authorizer authorizer, InstantSource clock) {
    this.store = store;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  /**
   * Records the push, durable on return. A missing stream is created with the user's own rights.
   *
   * @param tags tags that move to the image; none for a push by digest, which records image and
   *     link only
   * @throws dev.weir.resource.StatusException 404 if the namespace does not exist, 403 if the
   *     stream is missing and the user may not create it, 409 if the tag moved meanwhile
   */
  public void push(User user, StreamName stream, List<String> tags, PushedManifest pushed) {
    throw new UnsupportedOperationException(
        "" + store + authorizer + clock + user + stream + tags + pushed);
  }
}
