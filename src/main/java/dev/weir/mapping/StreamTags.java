package dev.weir.mapping;

import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the tags of a stream are, as the registry needs it: fast (registry.md 3.5). */
@SuppressWarnings("DoNotCallSuggester")
public final class StreamTags {
  private final Store store;
  private final Authorizer authorizer;
  private final InstantSource clock;

  public StreamTags(Store store, Authorizer authorizer, InstantSource clock) {
    this.store = store;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  public boolean exists(StreamName stream) {
    throw missing(stream);
  }

  /** The image that the tag is now; empty without stream, tag or image. */
  public Optional<Digest> newest(StreamName stream, String tag) {
    throw missing(stream, tag);
  }

  /** Tags that have an image, sorted; empty for a missing stream. */
  public List<String> tags(StreamName stream) {
    throw missing(stream);
  }

  /** True if the digest is in any tag's history, or a child of an index there. */
  public boolean contains(StreamName stream, Digest digest) {
    throw missing(stream, digest);
  }

  /**
   * Removes a tag with its history, from spec and status.
   *
   * @throws dev.weir.resource.StatusException 403 without the right to delete the imagestreamtag,
   *     404 if there is no such tag
   */
  public void delete(User user, StreamName stream, String tag) {
    throw missing(user, stream, tag);
  }

  private RuntimeException missing(Object... what) {
    return new UnsupportedOperationException("" + store + authorizer + clock + List.of(what));
  }
}
