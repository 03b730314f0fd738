/**
 * Kubernetes object plumbing without I/O: objects as JSON trees, metadata, {@code Status} errors,
 * selectors, patches.
 */
@NullMarked
package dev.weir.resource;

import org.jspecify.annotations.NullMarked;
