/** Encrypts values for the store, each bound to the place where it lies. */
@NullMarked
package dev.weir.access.seal;

import org.jspecify.annotations.NullMarked;
