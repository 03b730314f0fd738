package dev.weir.console.image;

import dev.weir.access.User;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a repository has of an image that no API object shows. */
public interface Repositories {
  /** True if somebody may pull from a repository: what is below is for them. */
  boolean mayPull(User user, StreamName repository);

  /** The configuration of an image that the stream holds, as far as it is here. */
  Optional<byte[]> config(StreamName repository, String image) throws IOException;

  /** True if the configuration is not here, and another registry can be asked for it. */
  boolean isElsewhere(StreamName repository, String image) throws IOException;

  /**
   * Brings such a configuration for somebody who wants to see it, as a pull would.
   *
   * @throws dev.weir.resource.StatusException if they may not pull, or it does not come
   */
  byte[] bring(User user, StreamName repository, String image) throws IOException;

  /** Manifests that say something about an image, such as signatures, as far as they are here. */
  List<Referrer> referrers(StreamName repository, Digest subject) throws IOException;
}
