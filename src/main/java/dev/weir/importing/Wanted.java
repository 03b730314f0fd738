package dev.weir.importing;

import dev.weir.imagestream.ImportPolicy;

/**
 * One image that an import is for.
 *
 * @param from pull spec as the user typed it
 * @param to tag that shall get it; empty only looks
 * @param includeManifest whoever asks wants to see the raw manifest and configuration
 */
public record Wanted(
    String from, String to, ImportPolicy policy, String referencePolicy, boolean includeManifest) {
  /** What old clients send for no image in particular: looked at in vain, and never stored. */
  public static final String ANYTHING = "*";

  /** True if a tag shall get it. */
  boolean isForATag() {
    return !to.isEmpty() && !from.equals(ANYTHING);
  }

  ImportMode mode() {
    return ImportMode.of(policy.mode());
  }
}
