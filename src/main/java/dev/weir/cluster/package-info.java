/**
 * The objects of another API server, for loops: many requests at once, credentials that change
 * while it runs, and an end to every silence (docs/decisions/0024).
 */
@NullMarked
package dev.weir.cluster;

import org.jspecify.annotations.NullMarked;
