package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A repository elsewhere that may have a blob, and whoever asks it. Used when it is needed. */
public interface BlobOrigin {
  /**
   * Repository and login, without a secret. Whoever may ask under the same key sees the same
   * things, so that one fetch will do for all of them.
   */
  String key();

  /** Registry and path, as in {@code docker.io/library/busybox}. */
  String repository();

  /**
   * Asks once.
   *
   * @param from first byte that is wanted
   * @param validator of an earlier part of the same origin
   * @throws RemoteException the answer was another one; also if it must not be asked
   */
  Part open(Digest digest, long from, Optional<String> validator);

  /** Bytes as they come, to be closed; compared with nothing. */
  interface Part extends AutoCloseable {
    /** What a registry answered. */
    static Part of(RemoteBlobPart answered) {
      return new RemotePart(answered);
    }

    /** Where in the blob they begin: the byte asked for, or 0 where there are no ranges. */
    long start();

    /** Bytes of the whole blob, if that was said. */
    OptionalLong total();

    /** Tells whether the bytes are still the same when the rest is asked for. */
    Optional<String> validator();

    /** Reads throw where the connection breaks, and after a bounded silence. */
    InputStream content();

    /** Ends it, for a thread that reads too. */
    @Override
    void close();
  }
}
