@NullMarked
package dev.weir.prune;

import org.jspecify.annotations.NullMarked;
