package dev.weir.remote.append;

import dev.weir.reference.Digest;
import java.nio.file.Path;

/** Told what happens, on the calling thread. */
public interface AppendProgress {
  /** A file of {@code bytes} is about to be read, and compressed if it is not. */
  void preparing(Path layer, long bytes);

  /** A layer is about to be sent; {@code bytes} compressed. */
  void uploading(Digest layer, long bytes);

  /** The registry has the layer; {@code sent} is false if it had it before. */
  void uploaded(Digest layer, long bytes, boolean sent);

  /** So many bytes of what was told last are through; from 0 again if they have to be sent anew. */
  void through(long bytes);

  /** Tells nobody. */
  static AppendProgress silent() {
    return new AppendProgress() {
      @Override
      public void preparing(Path layer, long bytes) {}

      @Override
      public void through(long bytes) {}

      @Override
      public void uploading(Digest layer, long bytes) {}

      @Override
      public void uploaded(Digest layer, long bytes, boolean sent) {}
    };
  }
}
