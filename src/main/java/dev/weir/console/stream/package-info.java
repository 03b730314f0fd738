/** The console's pages of image streams. */
@NullMarked
package dev.weir.console.stream;

import org.jspecify.annotations.NullMarked;
