package dev.weir.remote.append;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that tells how many of its bytes were read. */
final class Counted extends FilterInputStream {
  private final LongConsumer told;
  private long count;

  Counted(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
    told.accept(0);
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    tell(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    tell(Math.max(0, read));
    return read;
  }

  private void tell(int more) {
    count += more;
    told.accept(count);
  }
}
