package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Brings a blob into a file, and goes on where an earlier try broke off. */
final class BlobCopy {
  private static final int TRIES = 4;
  private static final int BUFFER = 128 * 1024;

  private final RunningServer server;
  private final Destination.Counted counted;

  BlobCopy(RunningServer server, Destination.Counted counted) {
    this.server = server;
    this.counted = counted;
  }

  /**
   * Brings it whole.
   *
   * @param start where it begins in the file, which may have some of it already
   * @throws BackupException if it cannot be written, or is not what it should be
   * @throws dev.weir.resource.StatusException with 404 if the server does not have it
   */
  void into(LocalFile out, long start, Digest digest, long size) throws IOException {
    IOException broken = new IOException("other bytes came");
    for (int tries = 0; tries < TRIES; tries++) {
      if (out.length() - start > size) {
        out.cutTo(start);
      }
      MessageDigest function = Digest.newMessageDigest(digest.algorithm());
      out.feed(function, start);
      try {
        long _ = server.blob(digest, out.length() - start, body -> copy(body, out, function));
      } catch (BackupException e) {
        throw e;
      } catch (IOException e) {
        server.requireHold();
        broken = e;
        continue;
      }
      if (out.length() - start == size
          && Digest.ofFinished(digest.algorithm(), function).equals(digest)) {
        return;
      }
      out.cutTo(start); // another beginning, or it was changed on its way
    }
    throw new BackupException(
        "the blob "
            + digest
            + " did not come ("
            + FileProblem.words(broken)
            + "); run the same command again: what has come is not fetched twice",
        broken);
  }

  private long copy(InputStream body, LocalFile out, MessageDigest function) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long sum = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      out.write(buffer, 0, read);
      function.update(buffer, 0, read);
      counted.bytes(read);
      sum += read;
    }
    return sum;
  }
}
