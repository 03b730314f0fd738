/** One HTTP exchange as a door sees it: blocking, bounded, on a virtual thread of its own. */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
