package dev.weir.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes on to a server, and cuts connections that carry much when told to. */
final class CuttingRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final int port;
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong passed = new AtomicLong();
  private volatile long cutAfter = Long.MAX_VALUE;
  private volatile long stallAfter = Long.MAX_VALUE;
  private volatile CountDownLatch going = new CountDownLatch(0);
  private final CountDownLatch stalled = new CountDownLatch(1);

  /** Leads to {@code 127.0.0.1:PORT}. */
  CuttingRelay(String host) throws IOException {
    port = Integer.parseInt(host.replaceFirst(".*:", ""));
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread _ = Thread.ofVirtual().start(this::accept);
  }

  /** {@code 127.0.0.1:PORT}. */
  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Cuts the next so many connections of which a direction has carried so many bytes. */
  void cut(int times, long after) {
    cutAfter = after;
    cuts.set(times);
  }

  /** Lets connections stand still of which a direction has carried so many bytes. */
  void stall(long after) {
    going = new CountDownLatch(1);
    stallAfter = after;
  }

  /** Waits until one stands still. */
  void awaitStalled() throws InterruptedException {
    stalled.await();
  }

  /** Lets all go on. */
  void goOn() {
    stallAfter = Long.MAX_VALUE;
    going.countDown();
  }

  /** Connections that are still to be cut. */
  int cutsLeft() {
    return cuts.get();
  }

  /** Bytes that went either way. */
  long passed() {
    return passed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        Thread _ = Thread.ofVirtual().start(() -> pass(client, server));
        Thread _ = Thread.ofVirtual().start(() -> pass(server, client));
      } catch (IOException _) {
        // closed, or a client that left
      }
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    long carried = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        passed.addAndGet(n);
        carried += n;
        if (carried > stallAfter) {
          stalled.countDown();
          going.await();
        }
        if (carried > cutAfter && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
      }
    } catch (IOException _) {
      // the other direction ended it
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
