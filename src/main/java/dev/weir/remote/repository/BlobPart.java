package dev.weir.remote.repository;

import java.io.InputStream;
import java.util.Optional;

/** A blob that is being read, from some byte to its end. To be closed. */
public interface BlobPart extends AutoCloseable {
  /** Which byte of the blob the content begins with. */
  long start();

  /** What to hand in when the rest is asked for, so that it is of the same bytes. */
  Optional<String> validator();

  /** The bytes; a read that fails names where they come from. */
  InputStream content();

  @Override
  void close();
}
