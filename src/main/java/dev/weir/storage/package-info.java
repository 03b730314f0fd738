/**
 * What is stored as a whole: what goes because nobody needs it ({@code gc}), how much there is,
 * what of it is sound, and copies of it.
 */
@NullMarked
package dev.weir.storage;

import org.jspecify.annotations.NullMarked;
