/** The bounds of tag histories: events that are beyond them leave. */
@NullMarked
package dev.weir.storage.history;

import org.jspecify.annotations.NullMarked;
