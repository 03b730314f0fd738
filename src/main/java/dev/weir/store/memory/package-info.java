/** A store that forgets everything at the end: the reference for others, and for tests. */
@NullMarked
package dev.weir.store.memory;

import org.jspecify.annotations.NullMarked;
