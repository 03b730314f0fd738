package dev.weir.server.listen;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The end point of an HTTP/2 connection that lets its streams write together. A write that follows
 * closely on another one is made a little later, by a thread that first lets all others run that
 * are ready: what they have to say meanwhile goes out in one TLS record. When one event is told to
 * a hundred watches of a connection, two records go out instead of a hundred. On the way in it sees
 * to it that no frame is late ({@link PunctualEndPoint}).
 */
final class GatheringEndPoint implements EndPoint, EndPoint.Wrapper {
  /** A quiet connection writes at once; requests that follow one another do not wait either. */
  private static final long CLOSELY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final EndPoint inner;
  private final Optional<PunctualEndPoint> punctual;
  private final FrameClock frames = new FrameClock();
  private final Executor virtualThreads;
  private final AtomicReference<@Nullable Callback> waiting = new AtomicReference<>();
  private volatile long lastWrite;

  GatheringEndPoint(EndPoint inner, Executor virtualThreads) {
    this.inner = inner;
    this.punctual = PunctualEndPoint.of(inner);
    this.virtualThreads = virtualThreads;
    this.lastWrite = System.nanoTime() - CLOSELY_NANOS;
  }

  @Override
  public EndPoint unwrap() {
    return inner;
  }

  /** There is one write at a time; the next may come when the callback was called. */
  private void write(Callback callback, Consumer<Callback> write) {
    long now = System.nanoTime();
    boolean closely = now - lastWrite < CLOSELY_NANOS;
    lastWrite = now;
    if (!closely) {
      write.accept(callback);
      return;
    }
    waiting.set(callback);
    virtualThreads.execute(
        () -> {
          Thread.yield();
          if (waiting.compareAndSet(callback, null)) {
            lastWrite = System.nanoTime();
            write.accept(callback);
          }
        });
  }

  @Override
  public void write(Callback callback, ByteBuffer... buffers) {
    write(callback, done -> inner.write(done, buffers));
  }

  @Override
  public void write(Callback callback, SocketAddress address, ByteBuffer... buffers) {
    write(callback, done -> inner.write(done, address, buffers));
  }

  @Override
  public void write(boolean last, ByteBuffer buffer, Callback callback) {
    write(callback, done -> inner.write(last, buffer, done));
  }

  @Override
  public @Nullable Callback cancelWrite(Throwable cause) {
    Callback notBegun = waiting.getAndSet(null);
    return notBegun == null ? inner.cancelWrite(cause) : notBegun;
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    return inner.flush(buffers);
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = inner.fill(buffer);
    if (filled > 0 && punctual.isPresent()) {
      frames.came(buffer.slice(buffer.limit() - filled, filled));
      punctual.get().settle(frames.owes());
    }
    return filled;
  }

  @Override
  public void fillInterested(Callback callback) {
    inner.fillInterested(callback);
  }

  @Override
  public boolean tryFillInterested(Callback callback) {
    return inner.tryFillInterested(callback);
  }

  @Override
  public boolean isFillInterested() {
    return inner.isFillInterested();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return inner.getLocalSocketAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return inner.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SslSessionData getSslSessionData() {
    return inner.getSslSessionData();
  }

  @Override
  public boolean isSecure() {
    return inner.isSecure();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public long getCreatedTimeStamp() {
    return inner.getCreatedTimeStamp();
  }

  @Override
  public void shutdownOutput() {
    inner.shutdownOutput();
  }

  @Override
  public boolean isOutputShutdown() {
    return inner.isOutputShutdown();
  }

  @Override
  public boolean isInputShutdown() {
    return inner.isInputShutdown();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void close(Throwable cause) {
    inner.close(cause);
  }

  @Override
  public Object getTransport() {
    return inner.getTransport();
  }

  @Override
  public long getIdleTimeout() {
    return inner.getIdleTimeout();
  }

  @Override
  public void setIdleTimeout(long idleTimeout) {
    inner.setIdleTimeout(idleTimeout);
  }

  @Override
  public Connection getConnection() {
    return inner.getConnection();
  }

  @Override
  public void setConnection(Connection connection) {
    inner.setConnection(connection);
  }

  @Override
  public void onOpen() {
    inner.onOpen();
  }

  @Override
  public void onClose(Throwable cause) {
    inner.onClose(cause);
  }

  @Override
  public void upgrade(Connection newConnection) {
    inner.upgrade(newConnection);
  }

  @Override
  public String toString() {
    return "Gathering" + inner;
  }
}
