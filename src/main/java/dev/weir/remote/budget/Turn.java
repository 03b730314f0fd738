package dev.weir.remote.budget;

/** The right to ask, until it is closed; closing twice is closing once. */
public interface Turn extends AutoCloseable {
  @Override
  void close();
}
