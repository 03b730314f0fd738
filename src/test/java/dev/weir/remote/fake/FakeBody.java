package dev.weir.remote.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/** Sends the body of one answer, with what its faults do to it. */
final class FakeBody {
  private static final int CHUNK = 64 * 1024;

  private final List<Fault> faults;
  private final FakeTime time;
  private final LongConsumer sent;

  /**
   * For one answer.
   *
   * @param sent is told of the bytes as they go
   */
  FakeBody(List<Fault> faults, FakeTime time, LongConsumer sent) {
    this.faults = faults;
    this.time = time;
    this.sent = sent;
  }

  /** Sends; false if the connection has to end now, before all was sent. */
  boolean send(InputStream in, long length, OutputStream out) throws IOException {
    long end = end(length);
    NavigableMap<Long, CountDownLatch> stops = stops();
    byte[] buffer = new byte[CHUNK];
    for (long at = 0; at < end; ) {
      time.await(stops.getOrDefault(at, FakeTime.OPEN));
      Long stop = stops.higherKey(at);
      long most = Math.min(end, stop == null ? end : stop) - at;
      int n = in.readNBytes(buffer, 0, (int) Math.min(most, chunk()));
      corrupt(buffer, at, n, length);
      sent.accept(n); // who has read them finds them counted
      out.write(buffer, 0, n);
      out.flush();
      at += n;
      pause(at < end);
    }
    time.await(stops.getOrDefault(end, FakeTime.OPEN));
    return end == length;
  }

  private long end(long length) {
    long end = length;
    for (Fault fault : faults) {
      if (fault instanceof Fault.Truncate truncate) {
        end = Math.min(end, truncate.within(length));
      }
    }
    return end;
  }

  private NavigableMap<Long, CountDownLatch> stops() {
    NavigableMap<Long, CountDownLatch> stops = new TreeMap<>();
    for (Fault fault : faults) {
      switch (fault) {
        case Fault.HoldAt(long at, CountDownLatch until) -> stops.put(at, until);
        case Fault.Stall(long at) -> stops.put(at, new CountDownLatch(1));
        default -> {}
      }
    }
    return stops;
  }

  private void corrupt(byte[] bytes, long at, int n, long length) {
    for (Fault fault : faults) {
      if (fault instanceof Fault.Corrupt corrupt) {
        long place = corrupt.within(length) - at;
        if (place >= 0 && place < n) {
          bytes[(int) place] ^= 1;
        }
      }
    }
  }

  private int chunk() {
    int chunk = CHUNK;
    for (Fault fault : faults) {
      if (fault instanceof Fault.Trickle(int bytes, Duration _)) {
        chunk = Math.min(chunk, bytes);
      }
    }
    return chunk;
  }

  private void pause(boolean more) {
    for (Fault fault : faults) {
      if (more && fault instanceof Fault.Trickle(int _, Duration every)) {
        time.pass(every);
      }
    }
  }
}
