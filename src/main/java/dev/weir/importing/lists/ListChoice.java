package dev.weir.importing.lists;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;

/**
 * How an image is chosen of a list of manifests: the list and the platform decide which it is, now
 * and ever.
 *
 * @param list digest under which the registry has the tag
 * @param platform that was preferred
 */
public record ListChoice(Digest list, Descriptor.Platform platform) {}
