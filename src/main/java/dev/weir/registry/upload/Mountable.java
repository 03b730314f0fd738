package dev.weir.registry.upload;

import dev.weir.blob.PushLeases;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;
import java.util.Optional;

/** Blobs that a repository may be given without their bytes being sent. */
public interface Mountable {
  /**
   * Size of the blob if the caller's repository shows it, or the one that the query names as {@code
   * from} does and the caller may pull there; without {@code from}, if any does that is found. It
   * then stays until the caller makes use of it.
   */
  Optional<Long> size(RepositoryCall call, Digest digest) throws IOException;

  /** A blob is about to come: it stays until somebody who pushes there makes use of it. */
  void coming(StreamName repository, Digest digest);

  /** An upload was begun in the repository. */
  void uploading(StreamName repository, String upload);

  /** Bytes come for an upload of the repository, until that is closed. */
  PushLeases.Sending sending(StreamName repository, String upload);

  /** An upload of the repository has become a blob. */
  void uploaded(StreamName repository, String upload, Digest blob);

  /** An upload of the repository was given up. */
  void cancelled(StreamName repository, String upload);

  /** A blob came into a repository. */
  void came(StreamName repository, Digest digest);
}
