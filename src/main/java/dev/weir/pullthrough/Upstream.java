package dev.weir.pullthrough;

import dev.weir.pullthrough.BlobOrigin.Part;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.Retries;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one blob, as one sequence however often it breaks: what is missing is asked for
 * again, first where it came from, then at the other origins. Any of them may go on where another
 * stopped, because the digest says what the bytes are and the whole is compared with it. So whoever
 * reads along has to be one who may ask all those that are {@link #involved}. For one thread, and
 * others that look at it or close it.
 */
final class Upstream implements AutoCloseable {
  /** Attempts in a row that bring hardly anything, at one origin. */
  private static final int TRIES = 4;

  /** Breaks of one blob, however much each attempt brings. */
  private static final int MOST_BREAKS = 100;

  /** Longest wait that a registry can ask for in the middle of a blob. */
  private static final Duration LONGEST_WISH = Duration.ofSeconds(10);

  private final Digest digest;
  private final List<BlobOrigin> origins;
  private final FetchLimits limits;
  private final Pace pace;
  private final Pauses pauses;
  private final FetchCounters counters;
  private OptionalLong size;
  private long position;
  private long toSkip;
  private volatile int index;

  /** The first that may have given bytes. */
  private volatile int first;

  private int inVain;
  private int brought;
  private int breaks;
  private boolean restarted;
  private Optional<String> validator = Optional.empty();
  private volatile @Nullable Part part;
  private volatile boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param size bytes, if a manifest says it
   * @param origins where to ask, in this order
   * @param clock tells a registry that is too slow
   * @param pause before the rest is asked for
   */
  Upstream(
      Digest digest,
      OptionalLong size,
      List<BlobOrigin> origins,
      FetchLimits limits,
      InstantSource clock,
      Retries.Pause pause,
      FetchCounters counters) {
    this.digest = digest;
    this.size = size;
    this.origins = List.copyOf(origins);
    this.limits = limits;
    this.pace = new Pace(clock);
    this.pauses = new Pauses(pause);
    this.counters = counters;
  }

  /**
   * Asks for the bytes from a position on.
   *
   * @throws RemoteException of the last origin, if none answers
   */
  void open(long from) {
    position = from;
    connect();
  }

  /** Who is asked or has answered. */
  BlobOrigin origin() {
    return origins.get(index);
  }

  /** Those that have given bytes, are asked now, or will be asked if these fail. */
  List<BlobOrigin> involved() {
    return origins.subList(first, origins.size());
  }

  /** Those that gave the bytes so far, and perhaps some between that gave none. */
  List<BlobOrigin> givers() {
    return origins.subList(first, index + 1);
  }

  /** Bytes of the whole, as soon as anybody has said it. */
  OptionalLong size() {
    return size;
  }

  /**
   * Reads some bytes.
   *
   * @return how many; -1 at the end of the blob
   * @throws FetchException if they do not come, or are too many
   * @throws RemoteException the origin refuses the rest
   */
  int read(byte[] buffer) throws FetchException {
    while (true) {
      if (size.isPresent() && position == size.getAsLong()) {
        return -1;
      }
      Part open = part == null ? connect() : part;
      try {
        int count = afterSkipped(buffer, fill(open.content(), buffer));
        if (count != 0) {
          return came(count);
        }
      } catch (FetchException e) {
        throw e;
      } catch (IOException e) {
        broke(e);
      }
    }
  }

  private int fill(InputStream content, byte[] buffer) throws IOException {
    int count = pace.read(content, buffer, origin().repository());
    if (count < 0 && (toSkip > 0 || size.isPresent())) {
      throw new EOFException(
          "%s ended after %d of %s bytes"
              .formatted(
                  origin().repository(),
                  position - toSkip,
                  size.isPresent() ? size.getAsLong() : "unknown"));
    }
    return count;
  }

  /** What came before the break comes again where there are no ranges. */
  private int afterSkipped(byte[] buffer, int count) {
    if (toSkip == 0 || count < 0) {
      return count;
    }
    int dropped = (int) Math.min(toSkip, count);
    toSkip -= dropped;
    System.arraycopy(buffer, dropped, buffer, 0, count - dropped);
    return count - dropped;
  }

  private int came(int count) throws FetchException {
    if (count < 0) {
      size = OptionalLong.of(position);
      return count;
    }
    position += count;
    counters.came(count);
    brought += count;
    if (brought >= pace.least()) {
      inVain = 0;
      brought = 0;
    }
    if (position > size.orElse(limits.largestUnsized())) {
      throw new FetchException(
          Reason.WRONG_LENGTH,
          "%s sends more than the %d bytes that %s %s"
              .formatted(
                  origin().repository(),
                  size.orElse(limits.largestUnsized()),
                  digest,
                  size.isPresent() ? "has" : "may have"));
    }
    return count;
  }

  private Part connect() {
    while (true) {
      requireOpen();
      try {
        Part opened = origin().open(digest, position, validator);
        part = opened;
        if (closed) {
          drop(); // by a thread that did not see it yet
        }
        requireOpen();
        accept(opened);
        brought = 0;
        pace.begin();
        return opened;
      } catch (RemoteException e) {
        drop();
        refused(e);
      }
    }
  }

  private void accept(Part opened) {
    OptionalLong total = opened.total();
    if (total.isPresent() && size.isPresent() && !total.equals(size)) {
      throw new RemoteException(
          Kind.DIGEST_MISMATCH,
          "%s has %d bytes for %s, which has %d"
              .formatted(origin().repository(), total.getAsLong(), digest, size.getAsLong()));
    }
    if (total.orElse(0) > limits.largest()) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          "%s has %d bytes for %s, which is more than the %d that a blob may have"
              .formatted(origin().repository(), total.getAsLong(), digest, limits.largest()));
    }
    long start = opened.start();
    if (start < 0 || start > position || (start < position && restarted)) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          origin().repository() + " broke off again, and gives no parts of a blob");
    }
    restarted |= start < position;
    toSkip = position - start;
    validator = opened.validator();
    size = size.isPresent() ? size : total;
  }

  /**
   * Asks again what may pass, when it has given something before; else it is the next one's turn.
   */
  private void refused(RemoteException e) {
    requireOpen();
    inVain++;
    boolean soon = e.retryAfter().orElse(Duration.ZERO).compareTo(LONGEST_WISH) <= 0;
    boolean again = position > 0 && e.mayPass() && soon && inVain < TRIES && breaks++ < MOST_BREAKS;
    if (!again && !next()) {
      throw e;
    }
    if (again) {
      rest(e.retryAfter().orElse(Duration.ZERO));
    }
  }

  private void broke(IOException e) throws FetchException {
    drop();
    if (closed) {
      throw stopped();
    }
    inVain++;
    boolean again = inVain < TRIES && breaks++ < MOST_BREAKS;
    if (!again && !next()) {
      throw new FetchException(
          Reason.BROKEN, digest + " does not come to its end: " + e.getMessage(), e);
    }
    counters.resumed();
    rest(Duration.ZERO);
  }

  private boolean next() {
    inVain = 0;
    restarted = false;
    validator = Optional.empty();
    int following = index + 1;
    if (following == origins.size()) {
      return false;
    }
    index = following;
    if (position == 0) {
      first = following;
    }
    return true;
  }

  private void rest(Duration wish) {
    try {
      pauses.await(inVain, wish);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new RemoteException(Kind.STOPPED, "the fetch of " + digest + " was stopped");
    }
  }

  private FetchException stopped() {
    return new FetchException(Reason.STOPPED, "the fetch of " + digest + " was stopped");
  }

  private void drop() {
    Part open = part;
    part = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    Part open = part;
    if (open != null) {
      open.close();
    }
  }
}
