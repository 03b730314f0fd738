/** Who somebody is, and what they may do. */
@NullMarked
package dev.weir.access;

import org.jspecify.annotations.NullMarked;
