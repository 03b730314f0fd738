package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.Instant;

/** The whole of a blob store, for its owner; others take the smaller role that they need. */
public interface BlobStore extends BlobReader, BlobWriter, AutoCloseable {
  /** Removes a blob; true if there was one. Open readers keep their bytes. */
  boolean delete(Digest digest) throws IOException;

  /** Throws away unfinished uploads that nobody wrote to since then; returns how many. */
  int cancelUploadsIdleSince(Instant instant) throws IOException;

  @Override
  void close();
}
