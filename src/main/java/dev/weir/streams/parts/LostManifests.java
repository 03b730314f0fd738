package dev.weir.streams.parts;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** Tells a manifest that was never here from one that was, and is lost. */
public final class LostManifests {
  private LostManifests() {}

  /** Whether bytes that were here are damaged or missing. */
  public interface Losses {
    boolean isLost(Digest digest) throws IOException;
  }

  /** The same manifests; a lost one throws. */
  public static Function<Digest, Optional<Composition>> telling(
      Function<Digest, Optional<Composition>> manifests, Losses losses) {
    return digest -> {
      Optional<Composition> found = manifests.apply(digest);
      if (found.isEmpty() && isLost(losses, digest)) {
        throw new IllegalStateException(
            "its bytes are damaged or missing; push the image again, or delete what names it");
      }
      return found;
    };
  }

  private static boolean isLost(Losses losses, Digest digest) {
    try {
      return losses.isLost(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
