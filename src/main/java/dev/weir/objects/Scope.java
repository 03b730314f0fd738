package dev.weir.objects;

import dev.weir.access.User;

/**
 * Who asks, and where.
 *
 * @param namespace empty for cluster-wide kinds and for all namespaces
 */
public record Scope(User user, String namespace) {}
