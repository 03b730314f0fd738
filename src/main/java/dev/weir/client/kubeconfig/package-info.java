/**
 * Kubeconfig files: finding them, merging them, choosing cluster, user and namespace, and changing
 * the current context without losing what is not understood. The environment is passed in.
 */
@NullMarked
package dev.weir.client.kubeconfig;

import org.jspecify.annotations.NullMarked;
