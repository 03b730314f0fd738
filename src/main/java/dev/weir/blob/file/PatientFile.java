package dev.weir.blob.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file whose bytes are waited for by threads of the operating system: a virtual thread that reads
 * it, or has it copied to a socket, parks meanwhile, and a disk that does not answer keeps none of
 * the few threads that all virtual ones share. Can only be read. Who is interrupted learns of it
 * when the disk has answered.
 */
final class PatientFile extends FileChannel {
  /**
   * Bytes read to the heap at once: the JDK reads them to memory outside it first, and keeps as
   * much of that for each thread.
   */
  private static final int PIECE = 64 * 1024;

  private final FileChannel file;
  private final BlockingCalls calls;

  /** Closed with it. */
  PatientFile(FileChannel file, BlockingCalls calls) {
    this.file = file;
    this.calls = calls;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return calls.run(() -> file.transferTo(position, count, target));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return calls.run(() -> inPieces(target, file::read));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    return calls.run(
        () -> inPieces(target, piece -> file.read(piece, position + target.position() - start)));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return calls.run(() -> file.read(targets, offset, length));
  }

  /** Reads some bytes, or says -1 at the end. */
  private interface Reading {
    int into(ByteBuffer piece) throws IOException;
  }

  private static int inPieces(ByteBuffer target, Reading reading) throws IOException {
    int limit = target.limit();
    if (target.isDirect() || target.remaining() <= PIECE) {
      return reading.into(target);
    }
    int start = target.position();
    try {
      int read = 0;
      while (read >= 0 && target.position() < limit) {
        target.limit(Math.min(limit, target.position() + PIECE));
        read = reading.into(target);
      }
    } finally {
      target.limit(limit);
    }
    return target.position() == start ? -1 : target.position() - start;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
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
    return calls.run(file::size);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force(metaData);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return file.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock(position, size, shared);
  }
}
