/** Tests of the stream rules. */
@NullMarked
package dev.weir.imagestream;

import org.jspecify.annotations.NullMarked;
