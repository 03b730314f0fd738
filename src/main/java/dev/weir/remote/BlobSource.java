package dev.weir.remote;

import java.io.IOException;
import java.io.InputStream;

/** Gives the bytes of a blob, again if a push has to start over. */
@FunctionalInterface
public interface BlobSource {
  /** A new stream of all bytes; whoever asked closes it. */
  InputStream open() throws IOException;
}
