/** What tables show of streams and tags. */
@NullMarked
package dev.weir.imagestream.cells;

import org.jspecify.annotations.NullMarked;
