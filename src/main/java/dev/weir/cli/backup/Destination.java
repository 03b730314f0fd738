package dev.weir.cli.backup;

import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.backup.Summary;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Where a backup is written. What is not finished leaves the backup that was there before. */
interface Destination extends AutoCloseable {
  /** A file that is being written. */
  interface Sink extends AutoCloseable {
    OutputStream out();

    /** All is written: makes it durable, and puts it where it belongs. */
    void keep() throws IOException;

    /** Throws away what was not kept. */
    @Override
    void close() throws IOException;
  }

  /** Begins a file of the backup. */
  Sink file(String name) throws IOException;

  /** Reads items of the store that was written. */
  ItemReader store(String name) throws IOException;

  /** True if the blob is there already, or could be had from an earlier backup. */
  boolean has(Digest digest, long size) throws IOException;

  /** Brings a blob of the server. */
  void fetch(Item blob, Digest digest, RunningServer from, Counted counted) throws IOException;

  /**
   * Ends the backup: from now on it counts. Then what it does not need is removed.
   *
   * @param wanted names of its files
   * @return how many blobs were removed
   */
  long finish(Summary summary, Set<String> wanted) throws IOException;

  @Override
  void close() throws IOException;

  /** Told of each piece that came. */
  interface Counted {
    void bytes(long more);
  }
}
