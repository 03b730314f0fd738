/** Turns of threads in one process. */
@NullMarked
package dev.weir.lock;

import org.jspecify.annotations.NullMarked;
