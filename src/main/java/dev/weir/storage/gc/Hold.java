package dev.weir.storage.gc;

/** While it is open, no bytes are removed. Closing it twice does no harm. */
public interface Hold extends AutoCloseable {
  @Override
  void close();
}
