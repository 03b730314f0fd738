package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What workloads use, here and on the server whose workloads follow tags.
 *
 * @param inUse digests of manifests, configurations and layers; throws where that cannot be told,
 *     and then nothing may go
 */
public record Users(Supplier<Set<Digest>> inUse) {}
