package dev.weir.window;

import dev.weir.reference.StreamName;
import java.util.Optional;

/**
 * A repository as a client named it.
 *
 * @param stream that serves it
 * @param asked path as the client wrote it
 * @param shown what it shows of an upstream; empty outside windows
 * @param ns the upstream by which it was asked for, as it was written; empty if it was by our name
 */
public record WindowRepository(
    StreamName stream, String asked, Optional<Shown> shown, Optional<String> ns) {
  /**
   * A repository of an upstream.
   *
   * @param path there, such as {@code library/busybox}
   */
  public record Shown(Window window, String path) {
    /** Pull spec of a tag there. */
    public String tag(String tag) {
      return repository() + ":" + tag;
    }

    /** Pull spec of a digest there. */
    public String digest(String digest) {
      return repository() + "@" + digest;
    }

    /** With its host. */
    public String repository() {
      return window.upstream() + "/" + path;
    }
  }

  static WindowRepository ordinary(StreamName stream) {
    return new WindowRepository(stream, stream.toString(), Optional.empty(), Optional.empty());
  }
}
