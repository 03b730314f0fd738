/** {@code weir restore}: a data directory, made of a backup. */
@NullMarked
package dev.weir.restoring;

import org.jspecify.annotations.NullMarked;
