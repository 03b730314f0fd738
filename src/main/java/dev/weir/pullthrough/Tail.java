package dev.weir.pullthrough;

import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.OptionalLong;

/**
 * The rest of a blob for one reader, straight from the upstream, because nothing can be written
 * here. It is hashed up to its end, also where the reader wants less, before the last byte of an
 * answer is given.
 */
final class Tail implements AutoCloseable {
  private final FetchedBlob.Reading reading;
  private final Upstream upstream;
  private final MessageDigest hash;
  private final Turns.Turn turn;
  private final byte[] buffer = new byte[Fetch.BUFFER];
  private long from;
  private int filled;
  private boolean verified;

  private Tail(
      FetchedBlob.Reading reading, Upstream upstream, Progress.Rest rest, Turns.Turn turn) {
    this.reading = reading;
    this.upstream = upstream;
    this.hash = rest.hashed();
    this.from = rest.from();
    this.turn = turn;
  }

  /**
   * Asks the upstream.
   *
   * @param hasBeginning the reader has what could be written; else it needs all
   */
  static Tail open(FetchedBlob.Reading reading, boolean hasBeginning) throws IOException {
    Progress.Rest rest =
        reading
            .fetch()
            .progress()
            .rest()
            .filter(_ -> hasBeginning)
            .map(known -> new Progress.Rest(known.from(), copy(known.hashed())))
            .orElseGet(() -> new Progress.Rest(0, hash(reading)));
    Turns.Turn turn = turn(reading);
    reading.ground().counters().goesApart();
    Upstream upstream =
        reading
            .ground()
            .upstream(
                reading.wanted().digest(),
                OptionalLong.of(reading.size()),
                reading.wanted().origins());
    Tail tail = new Tail(reading, upstream, rest, turn);
    try {
      upstream.open(rest.from());
      return tail;
    } catch (RemoteException e) {
      tail.close();
      throw new FetchException(Reason.BROKEN, String.valueOf(e.getMessage()), e);
    }
  }

  private static Turns.Turn turn(FetchedBlob.Reading reading) throws IOException {
    try {
      return reading.ground().apart().take(reading.wanted().claim(() -> false));
    } catch (TooManyFetchesException e) {
      throw new FetchException(Reason.BUSY, String.valueOf(e.getMessage()), e);
    }
  }

  private static MessageDigest hash(FetchedBlob.Reading reading) {
    return Digest.newMessageDigest(reading.wanted().digest().algorithm());
  }

  private static MessageDigest copy(MessageDigest hash) {
    try {
      return (MessageDigest) hash.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java cannot copy a hash that has begun", e);
    }
  }

  /** The first byte that can still be had. */
  long from() {
    return from;
  }

  /** Some bytes of an answer from a position on, which does not go back. */
  int read(ByteBuffer target, long position, long end) throws IOException {
    while (position >= from + filled) {
      if (!fill()) {
        return -1;
      }
    }
    int at = (int) (position - from);
    long until = Math.min(from + filled, verified ? end : end - 1);
    if (position < until) {
      int count = (int) Math.min(target.remaining(), until - position);
      target.put(buffer, at, count);
      return count;
    }
    byte last = buffer[at];
    verify();
    target.put(last);
    return 1;
  }

  /** Reads to the end and compares. */
  void verify() throws IOException {
    while (!verified) {
      boolean _ = fill();
    }
  }

  private boolean fill() throws IOException {
    if (verified) {
      return false;
    }
    from += filled;
    filled = 0; // also if reading fails, which may leave anything in the buffer
    int count;
    try {
      count = upstream.read(buffer);
    } catch (FetchException e) {
      throw failed(e);
    } catch (RemoteException e) {
      throw failed(new FetchException(Reason.BROKEN, String.valueOf(e.getMessage()), e));
    }
    filled = Math.max(count, 0);
    if (count < 0) {
      compare();
      return false;
    }
    hash.update(buffer, 0, count);
    return true;
  }

  private void compare() throws FetchException {
    Digest digest = reading.wanted().digest();
    if (!Digest.ofFinished(digest.algorithm(), hash).equals(digest)) {
      throw failed(
          new FetchException(
              Reason.WRONG_DIGEST,
              upstream.origin().repository() + " sent other bytes than those of " + digest));
    }
    verified = true;
    reading.watcher().sound();
  }

  private FetchException failed(FetchException e) {
    reading.ground().counters().failed(e.reason());
    reading.watcher().failed(e);
    return e;
  }

  @Override
  public void close() {
    upstream.close();
    turn.close();
  }
}
