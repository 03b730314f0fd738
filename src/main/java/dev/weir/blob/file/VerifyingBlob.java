package dev.weir.blob.file;

import dev.weir.blob.Blob;
import dev.weir.blob.DamagedBlobException;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;

/**
 * A blob that nobody has compared with its digest yet: hashed as it is read, and cut off before the
 * last byte if it is not what it should be.
 */
final class VerifyingBlob implements Blob, SeekableByteChannel {
  private static final int READ_BUFFER = 256 * 1024;

  private final Digest digest;
  private final SeekableByteChannel bytes;
  private final long size;
  private final Judge judge;
  private final MessageDigest function;
  private long hashed;
  private boolean verified;

  /** Learns what became of the comparison, and knows what became of others. */
  interface Judge {
    /** Compares while no other reader of a part compares the same blob. */
    void alone(Comparison comparison) throws IOException;

    /** True if the file was found to be sound meanwhile, by another reader. */
    boolean isKnownSound();

    void sound();

    void damaged() throws IOException;

    /** What to tell after a read failed: that the blob is gone, if the disk has lost it. */
    IOException unreadable(IOException failure);
  }

  /** Reads a whole file. */
  interface Comparison {
    void run() throws IOException;
  }

  VerifyingBlob(Digest digest, SeekableByteChannel bytes, long size, Judge judge) {
    this.digest = digest;
    this.bytes = bytes;
    this.size = size;
    this.judge = judge;
    this.function = Digest.newMessageDigest(digest.algorithm());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel channel() {
    return verified ? bytes : this;
  }

  @Override
  public void verify() throws IOException {
    if (!verified) {
      judge.alone(this::compare);
    }
  }

  private void compare() throws IOException {
    if (judge.isKnownSound()) {
      verified = true;
      return;
    }
    long back = bytes.position();
    bytes.position(0);
    MessageDigest whole = Digest.newMessageDigest(digest.algorithm());
    ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
    while (readSome(buffer.clear()) >= 0) {
      whole.update(buffer.flip());
    }
    judge(whole);
    bytes.position(back);
  }

  private void judge(MessageDigest complete) throws IOException {
    if (!Digest.ofFinished(digest.algorithm(), complete).equals(digest)) {
      judge.damaged();
      throw new DamagedBlobException(digest);
    }
    verified = true;
    judge.sound();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int start = target.position();
    int count = readSome(target);
    if (verified) {
      return count;
    }
    if (count > 0) {
      function.update(target.duplicate().flip().position(start));
      hashed += count;
    }
    if (count < 0 || hashed >= size) {
      try {
        judge(function);
      } catch (DamagedBlobException e) {
        target.position(start);
        throw e;
      }
    }
    return count;
  }

  private int readSome(ByteBuffer target) throws IOException {
    try {
      return bytes.read(target);
    } catch (IOException e) {
      throw judge.unreadable(e);
    }
  }

  @Override
  public long position() throws IOException {
    return bytes.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    if (position != bytes.position()) {
      verify();
      bytes.position(position);
    }
    return this;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return bytes.isOpen();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
