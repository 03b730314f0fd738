package dev.weir.http;

import dev.weir.access.User;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a request, as it comes in. Used by one thread. */
final class RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

  /** So much of a refused body is read before the answer, to keep the connection. */
  private static final int SMALL_REST = 32 * 1024;

  private static final Duration SMALL_REST_PATIENCE = Duration.ofSeconds(1);

  /** How long a client that is still writing has to notice that the answer is there. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private static final byte[] NOTHING = {};
  private static final int FIRST_PIECE = 4 * 1024;
  private static final int LONGEST_PIECE = 128 * 1024;

  /** When a fourth of an announced body has come, the whole is made room for. */
  private static final int WHOLE_FROM = 4;

  private final Request request;
  private final ExchangeRoom room;
  private Duration patience = Duration.ofMinutes(1);
  private byte @Nullable [] gathered;
  private boolean lingering;

  RequestBody(Request request, ExchangeRoom room) {
    this.request = request;
    this.room = room;
  }

  InputStream stream() {
    return Content.Source.asInputStream(request);
  }

  void expectWithin(Duration time) {
    patience = time;
  }

  /** As {@link Exchange#readBody}. */
  byte[] read(int maxBytes) throws IOException {
    byte[] known = gathered;
    if (known != null) {
      return known;
    }
    long announced = request.getLength();
    if (announced > maxBytes) {
      throw new BodyTooLargeException(maxBytes);
    }
    byte[] read = announced == 0 ? new byte[0] : within(patience, () -> gather(maxBytes));
    gathered = read;
    return read;
  }

  private byte[] gather(int maxBytes) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    InputStream body = stream();
    long announced = request.getLength();
    int length = announced >= 0 ? (int) Math.min(announced, FIRST_PIECE) : FIRST_PIECE;
    int total = 0;
    while (true) {
      room.take(length);
      byte[] piece = new byte[length];
      int filled = body.readNBytes(piece, 0, length);
      total += filled;
      if (total > maxBytes) {
        throw new BodyTooLargeException(maxBytes);
      }
      pieces.add(piece);
      if (filled < length || total == announced) {
        return joined(pieces, total);
      }
      if (announced > 0 && total >= announced / WHOLE_FROM) {
        return filledUp(joined(pieces, total), (int) announced, body);
      }
      length = Math.min(LONGEST_PIECE, total);
    }
  }

  /**
   * Reads the rest of a body, a good part of which has come, into its place.
   *
   * @param body has read that part, and holds what came with it
   */
  private byte[] filledUp(byte[] begun, int announced, InputStream body) throws IOException {
    room.take(announced - begun.length);
    byte[] all = Arrays.copyOf(begun, announced);
    int filled = body.readNBytes(all, begun.length, announced - begun.length);
    return filled < announced - begun.length ? Arrays.copyOf(all, begun.length + filled) : all;
  }

  private static byte[] joined(List<byte[]> pieces, int total) {
    if (pieces.size() == 1 && pieces.getFirst().length == total) {
      return pieces.getFirst();
    }
    byte[] all = new byte[total];
    int at = 0;
    for (byte[] piece : pieces) {
      int length = Math.min(piece.length, total - at);
      System.arraycopy(piece, 0, all, at, length);
      at += length;
    }
    return all;
  }

  /** Reads something of it. */
  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T within(Duration most, Reading<T> reading) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task alarm =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  late.set(true);
                  request.fail(new BodyTooSlowException(most));
                },
                most.toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      return reading.run();
    } catch (IOException failed) {
      throw late.get() ? new BodyTooSlowException(most) : failed;
    } finally {
      alarm.cancel();
    }
  }

  /** Nobody reads it any more, and the client may take its time with the answer. */
  void forget() {
    gathered = NOTHING;
  }

  /** As {@link Exchange#drainBody}. */
  void drain() {
    if (request.getLength() == 0
        || gathered != null
        || request.getHeaders().contains(HttpHeader.EXPECT)
        || !room.hasPlace(User.ANONYMOUS)) {
      return;
    }
    try {
      boolean isLong =
          request.getLength() > SMALL_REST
              || within(SMALL_REST_PATIENCE, () -> stream().skip(SMALL_REST) == SMALL_REST);
      // HTTP/1.1 cannot go on behind a body that nobody reads; HTTP/2 can.
      lingering = isLong && !Exchange.isHttp2(request);
    } catch (IOException e) {
      broke(e);
    }
  }

  /** True if a long rest is to be read after the answer. */
  boolean isLingering() {
    return lingering;
  }

  /** Reads that rest, for a while. */
  void linger() {
    try {
      long _ = within(LINGER, () -> stream().skip(Long.MAX_VALUE));
    } catch (IOException e) {
      broke(e);
    }
  }

  private void broke(IOException why) {
    LOG.debug(
        "{} {}: the rest of the body: {}",
        request.getMethod(),
        request.getHttpURI().getPath(),
        why.toString());
  }
}
