package dev.weir.importing;

import dev.weir.importing.lists.ImportMode;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.PlatformChoice;

/**
 * One image to look at.
 *
 * @param from pull spec as the user typed it
 * @param insecure plain HTTP and unverified TLS are allowed
 * @param platform preferred in a list when it was asked for by tag
 */
public record ImportRequest(
    String from, boolean insecure, ImportMode mode, Descriptor.Platform platform, Use use) {
  /** What it is for. */
  public enum Use {
    /** It is stored as it comes, and a stand-in is told of; see {@link KeptImages}. */
    STORED,
    /** It is told of, without its raw manifest and configuration. */
    SHOWN,
    /** It is told of with these. */
    SHOWN_RAW;

    static Use of(boolean stored, boolean raw) {
      if (raw) {
        return SHOWN_RAW;
      }
      return stored ? STORED : SHOWN;
    }
  }

  /** Of the usual platform, to be told of with all that there is. */
  public static ImportRequest of(String from, boolean insecure, ImportMode mode) {
    return new ImportRequest(from, insecure, mode, PlatformChoice.USUAL, Use.SHOWN_RAW);
  }

  ImportRequest forUse(Use other) {
    return new ImportRequest(from, insecure, mode, platform, other);
  }
}
