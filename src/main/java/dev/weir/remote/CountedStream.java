package dev.weir.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes come, as they do. */
final class CountedStream extends FilterInputStream {
  private final LongConsumer came;

  CountedStream(InputStream in, LongConsumer came) {
    super(in);
    this.came = came;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      came.accept(1);
    }
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read > 0) {
      came.accept(read);
    }
    return read;
  }
}
