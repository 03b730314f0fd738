/** How much of its past a tag keeps. */
@NullMarked
package dev.weir.imagestream.history;

import org.jspecify.annotations.NullMarked;
