package dev.weir.remote;

import java.io.IOException;
import java.io.InputStream;

/** Gives the bytes of a blob, again if a push has to start over. */
@FunctionalInterface
public interface BlobSource {
  /** A new stream of all bytes; whoever asked closes it. */
  InputStream open() throws IOException;

  /**
   * A new stream of the bytes from one on, where a push goes on in the middle.
   *
   * @param from not more than were read of an earlier stream
   */
  default InputStream open(long from) throws IOException {
    InputStream in = open();
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
