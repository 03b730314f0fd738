/**
 * Options before their effect: what is accepted and kept, and does nothing yet. One table names
 * them all, and whoever writes one is told so. Pure.
 */
@NullMarked
package dev.weir.pending;

import org.jspecify.annotations.NullMarked;
