/** Streams as a catalog offers them: which tags, in which order, and what is said of them. */
@NullMarked
package dev.weir.imagestream.catalog;

import org.jspecify.annotations.NullMarked;
