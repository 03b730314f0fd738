/** Imports that nobody waits for: what is due, what is told of it, and when it is tried again. */
@NullMarked
package dev.weir.importing.background;

import org.jspecify.annotations.NullMarked;
