package dev.weir.importing;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.importing.lists.ImportMode;

/**
 * All tags of a repository that an import is for.
 *
 * @param from pull spec as the user typed it
 * @param includeManifest as of {@link Wanted}
 */
public record WantedRepository(
    String from, ImportPolicy policy, String referencePolicy, boolean includeManifest) {
  ImportMode mode() {
    return ImportMode.of(policy.mode());
  }
}
