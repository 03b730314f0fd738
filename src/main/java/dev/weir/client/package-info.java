/** Objects as a user sees them, in-process or over HTTP: one interface for loops and commands. */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
