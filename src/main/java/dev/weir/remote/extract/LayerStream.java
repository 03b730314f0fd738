package dev.weir.remote.extract;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** The tar file in a layer, which is compressed with gzip or not at all. To be closed. */
final class LayerStream implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final int MAGIC = 6;

  private final InputStream layer;
  private final InputStream tar;

  /**
   * @param layer bytes of the blob
   * @param unpacked is told of bytes of the tar file; what it throws ends the reading
   */
  LayerStream(InputStream layer, LongConsumer unpacked) throws IOException {
    this.layer = new Ahead(layer);
    this.tar = new Counted(decompressed(this.layer), unpacked);
  }

  /** Whatever the manifest calls it: some write the wrong name there. */
  private static InputStream decompressed(InputStream layer) throws IOException {
    layer.mark(MAGIC);
    byte[] magic = layer.readNBytes(MAGIC);
    layer.reset();
    if (begins(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(layer, BUFFER);
    }
    String other =
        begins(magic, 0x28, 0xb5, 0x2f, 0xfd)
            ? "zstd"
            : begins(magic, 0xfd, '7', 'z', 'X', 'Z')
                ? "xz"
                : begins(magic, 'B', 'Z', 'h') ? "bzip2" : "";
    if (!other.isEmpty()) {
      throw new TarException(
          "it is compressed with "
              + other
              + ", which is not read here; copy the image with gzip first, for instance with"
              + " \"skopeo copy --dest-compress-format gzip --dest-force-compress-format\"");
    }
    return layer;
  }

  private static boolean begins(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  InputStream tar() {
    return tar;
  }

  /** Reads what is left, so that all bytes were compared. */
  void finish() throws IOException {
    tar.transferTo(OutputStream.nullOutputStream());
    layer.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    tar.close();
    layer.close();
  }

  /**
   * Knows whether there is more. The JDK takes the end of a gzip member for the end of all unless
   * it is told so, and some layers have a member for each file.
   */
  private static final class Ahead extends BufferedInputStream {
    Ahead(InputStream in) {
      super(in, BUFFER);
    }

    @Override
    public synchronized int available() throws IOException {
      if (super.available() > 0) {
        return super.available();
      }
      mark(1);
      int next = read();
      reset();
      return next < 0 ? 0 : 1;
    }
  }

  private static final class Counted extends FilterInputStream {
    private final LongConsumer read;

    Counted(InputStream in, LongConsumer read) {
      super(in);
      this.read = read;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = in.read(b, off, len);
      if (n > 0) {
        read.accept(n);
      }
      return n;
    }

    /** Skipped bytes count as well. */
    @Override
    public long skip(long n) throws IOException {
      return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, BUFFER)]));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
