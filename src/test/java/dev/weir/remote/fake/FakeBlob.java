package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Bytes of a {@link FakeRepository}, in memory or made up as they are read. */
public interface FakeBlob {
  /** Bytes. */
  long size();

  /** All bytes from one on. */
  InputStream open(long from);

  /** These bytes. */
  static FakeBlob of(byte[] bytes) {
    return new FakeBlob() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open(long from) {
        int start = (int) Math.min(from, bytes.length);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
      }
    };
  }

  /** Bytes that look random, the same for the same seed; of any size, and never in memory. */
  static FakeBlob generated(long size, long seed) {
    return new FakeBlob() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open(long from) {
        return new Generated(seed, from, size);
      }
    };
  }

  /** Digest of the bytes, read once. */
  default Digest digest() {
    MessageDigest function = Digest.newMessageDigest("sha256");
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = open(0)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        function.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Digest.parse("sha256:" + HexFormat.of().formatHex(function.digest()));
  }

  /** A sequence of numbers, each made of its place. */
  final class Generated extends InputStream {
    private static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long seed;
    private final long size;
    private final byte[] block = new byte[8 * 1024];
    private long at;
    private long filled = -1;

    private Generated(long seed, long from, long size) {
      this.seed = seed;
      this.at = from;
      this.size = size;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at >= size) {
        return -1;
      }
      long number = at / block.length;
      if (number != filled) {
        fill(number);
      }
      int inside = (int) (at % block.length);
      int n = (int) Math.min(Math.min(length, block.length - inside), size - at);
      System.arraycopy(block, inside, into, offset, n);
      at += n;
      return n;
    }

    private void fill(long number) {
      for (int i = 0; i < block.length; i += Long.BYTES) {
        LONG.set(block, i, mixed(seed + number * block.length + i));
      }
      filled = number;
    }

    /** A number in which each bit of the other moves half of the bits. */
    private static long mixed(long number) {
      long mixed = (number ^ (number >>> 32)) * 0x9e3779b97f4a7c15L;
      mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
      return mixed ^ (mixed >>> 32);
    }
  }
}
