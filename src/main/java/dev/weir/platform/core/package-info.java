/**
 * Kinds of the Kubernetes core group: namespaces, secrets, config maps, service accounts, pods,
 * events and what else surrounds image streams.
 */
@NullMarked
package dev.weir.platform.core;

import org.jspecify.annotations.NullMarked;
