package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings blobs in, at once or in resumable pieces. What was answered outlives the grace period of
 * whoever takes blobs away, linked or not; see {@link BlobStore#sweep}.
 */
public interface BlobWriter {
  /**
   * Begins an upload under a new random id.
   *
   * @param owner a note of the caller's, kept with the upload for whoever resumes it; tells who may
   */
  BlobUpload start(String owner) throws IOException;

  /** Begins an upload that is nobody's in particular. */
  default BlobUpload start() throws IOException {
    return start("");
  }

  /** Finds an upload that was begun earlier, also before a restart, and is not finished. */
  Optional<BlobUpload> resume(String id) throws IOException;

  /** How many uploads that were begun have not ended, of the owners that are asked for. */
  int unfinished(Predicate<String> owner);

  /** Bytes that still fit, about. */
  default long room() {
    return Long.MAX_VALUE;
  }

  /** Bytes of the whole disk, also of what others have there; 0 if nobody knows. */
  default long capacity() {
    return 0;
  }

  /**
   * Takes a blob that is there as one that has just been brought: what is said of it to somebody
   * who pushes is an answer that outlives the grace period of a {@link BlobStore#sweep}. Writes
   * nothing.
   *
   * @return its size; empty if there is none
   */
  Optional<Long> renew(Digest digest) throws IOException;

  /**
   * Stores all bytes of the stream, if they are the digest's.
   *
   * @throws DigestMismatchException if they are not; nothing is kept
   */
  default long put(Digest digest, InputStream bytes) throws IOException {
    try (BlobUpload upload = start()) {
      upload.append(bytes);
      return upload.commit(digest);
    }
  }

  /**
   * Brings in a blob of another store, which keeps it: compared with its digest, durable and
   * answered for as if it had been put. Without a copy of the bytes where both stores are
   * directories of one filesystem.
   *
   * @return its size; empty if the other store does not have it, or found it to be damaged
   */
  default Optional<Long> adopt(Digest digest, BlobReader from) throws IOException {
    Optional<Blob> found = from.open(digest);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Blob blob = found.get();
        BlobUpload upload = start()) {
      try {
        upload.append(Channels.newInputStream(blob.channel()));
        return Optional.of(upload.commit(digest));
      } finally {
        upload.cancel(); // nobody goes on with it
      }
    } catch (DamagedBlobException _) {
      return Optional.empty();
    }
  }
}
