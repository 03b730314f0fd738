package dev.weir.remote.append;

import dev.weir.reference.Digest;

/** Told what happens, on the calling thread. */
public interface AppendProgress {
  /** A layer is about to be sent; {@code bytes} compressed. */
  void uploading(Digest layer, long bytes);

  /** The registry has the layer; {@code sent} is false if it had it before. */
  void uploaded(Digest layer, long bytes, boolean sent);

  /** Tells nobody. */
  static AppendProgress silent() {
    return new AppendProgress() {
      @Override
      public void uploading(Digest layer, long bytes) {}

      @Override
      public void uploaded(Digest layer, long bytes, boolean sent) {}
    };
  }
}
