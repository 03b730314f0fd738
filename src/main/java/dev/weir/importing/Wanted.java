package dev.weir.importing;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.importing.lists.ImportMode;

/**
 * One image that an import is for.
 *
 * @param from pull spec as the user typed it
 * @param to tag that shall get it; empty only looks
 * @param includeManifest whoever asks wants to see the raw manifest and configuration
 * @param listAlone of a list that the policy preserves, its images are left to those who pull them
 */
public record Wanted(
    String from,
    String to,
    ImportPolicy policy,
    String referencePolicy,
    boolean includeManifest,
    boolean listAlone) {
  /** With all that the policy asks for. */
  public Wanted(
      String from,
      String to,
      ImportPolicy policy,
      String referencePolicy,
      boolean includeManifest) {
    this(from, to, policy, referencePolicy, includeManifest, false);
  }

  /** What old clients send for no image in particular: looked at in vain, and never stored. */
  public static final String ANYTHING = "*";

  /** True if a tag shall get it. */
  boolean isForATag() {
    return !to.isEmpty() && !from.equals(ANYTHING);
  }

  ImportMode mode() {
    ImportMode mode = ImportMode.of(policy.mode());
    return listAlone && mode == ImportMode.PRESERVE_ORIGINAL ? ImportMode.LIST_ALONE : mode;
  }
}
