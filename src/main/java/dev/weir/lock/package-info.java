/** Turns of threads in one process, and tries of what others may be in the way of. */
@NullMarked
package dev.weir.lock;

import org.jspecify.annotations.NullMarked;
