package dev.weir.server.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A file of which is known who reads it, and whose disk can be made to stand still. */
final class WatchedFile extends FileChannel {
  private final FileChannel file;
  private final AtomicInteger reads;
  private final Disk disk;
  private volatile boolean socketWasFull;

  /** Where the bytes come from. */
  static final class Disk {
    private final CountDownLatch stuck;
    private final Optional<Path> pipe;

    /** One that answers at once. */
    static final Disk READY = new Disk(new CountDownLatch(0), Optional.empty());

    private Disk(CountDownLatch stuck, Optional<Path> pipe) {
      this.stuck = stuck;
      this.pipe = pipe;
    }

    /**
     * One that stands still as soon as a socket was full: whoever waits for it does so in a call of
     * the system, as with a real one.
     *
     * @param stuck counted down by each file that waits
     * @param pipe that nobody has opened for writing; until somebody has
     */
    static Disk stuck(CountDownLatch stuck, Path pipe) {
      return new Disk(stuck, Optional.of(pipe));
    }

    private void await() throws IOException {
      stuck.countDown();
      if (pipe.isPresent()) {
        FileChannel.open(pipe.get(), StandardOpenOption.READ).close();
      }
    }
  }

  private WatchedFile(FileChannel file, AtomicInteger reads, Disk disk) {
    this.file = file;
    this.reads = reads;
    this.disk = disk;
  }

  /**
   * Opens a file.
   *
   * @param reads counts when bytes are read into memory
   */
  static WatchedFile open(Path path, AtomicInteger reads, Disk disk) throws IOException {
    return new WatchedFile(FileChannel.open(path, StandardOpenOption.READ), reads, disk);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    if (socketWasFull) {
      disk.await();
    }
    long sent = file.transferTo(position, count, target);
    socketWasFull = sent == 0;
    return sent;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    reads.incrementAndGet();
    return file.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    reads.incrementAndGet();
    return file.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    reads.incrementAndGet();
    return file.read(target, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    reads.incrementAndGet();
    return file.map(mode, position, size);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void implCloseChannel() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
