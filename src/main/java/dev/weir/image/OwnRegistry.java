package dev.weir.image;

import dev.weir.reference.StreamName;
import java.util.Optional;

/**
 * The integrated registry as the domain and the store name it: by a host that cannot exist. The
 * host that clients use is filled in on the way out, so that moving the registry to another address
 * changes no stored event and fires no trigger.
 */
public final class OwnRegistry {
  /** Stands for the integrated registry's host and port in everything that is stored. */
  public static final String HOST = "registry.weir.invalid";

  private OwnRegistry() {}

  /** {@code HOST/namespace/name}. */
  public static String repository(StreamName stream) {
    return HOST + "/" + stream;
  }

  /**
   * {@code HOST/namespace/name@digest}.
   *
   * @param image name of an Image, which is its digest
   */
  public static String pullSpec(StreamName stream, String image) {
    return repository(stream) + "@" + image;
  }

  /**
   * The pull spec of an image in another stream that refers to it: an image of the integrated
   * registry is pulled through that stream, so that it stays there whatever becomes of the place
   * that it came from; any other is where it was.
   *
   * @param image name of the Image; empty if the pull spec names no known one
   */
  public static String rehomed(String pullSpec, String image, StreamName stream) {
    return owns(pullSpec) && !image.isEmpty() ? pullSpec(stream, image) : pullSpec;
  }

  /** True if the pull spec names something in the integrated registry. */
  public static boolean owns(String pullSpec) {
    return pullSpec.startsWith(HOST + "/");
  }

  /** The stream that a pull spec names; empty if it names none in the integrated registry. */
  public static Optional<StreamName> stream(String pullSpec) {
    if (!owns(pullSpec)) {
      return Optional.empty();
    }
    String name = pullSpec.substring(HOST.length() + 1).split("[@:]", 2)[0];
    try {
      return Optional.of(StreamName.parse(name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
