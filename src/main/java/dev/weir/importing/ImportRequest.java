package dev.weir.importing;

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
    String from, boolean insecure, ImportMode mode, Descriptor.Platform platform) {
  public static ImportRequest of(String from, boolean insecure, ImportMode mode) {
    return new ImportRequest(from, insecure, mode, PlatformChoice.USUAL);
  }
}
