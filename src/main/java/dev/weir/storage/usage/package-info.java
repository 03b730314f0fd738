/**
 * How much there is of what is stored, whose it is and why it is there still, and the pages by
 * which operators ask for it.
 */
@NullMarked
package dev.weir.storage.usage;

import org.jspecify.annotations.NullMarked;
