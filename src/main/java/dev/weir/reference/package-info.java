/** Digests, names and image references: values that know their own grammar. No I/O. */
@NullMarked
package dev.weir.reference;

import org.jspecify.annotations.NullMarked;
