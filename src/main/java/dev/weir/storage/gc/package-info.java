/**
 * Collection: what nothing holds any more is marked, and removed after a second look when a grace
 * period has passed.
 */
@NullMarked
package dev.weir.storage.gc;

import org.jspecify.annotations.NullMarked;
