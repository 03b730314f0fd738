/** What streams may be: where they may point, and how much they may hold. Pure. */
@NullMarked
package dev.weir.streams.bounds;

import org.jspecify.annotations.NullMarked;
