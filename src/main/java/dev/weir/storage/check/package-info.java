/**
 * Checking: every blob's bytes against its digest, and all that the store says against what it says
 * it of; what of that can be mended, and what becomes of what cannot.
 */
@NullMarked
package dev.weir.storage.check;

import org.jspecify.annotations.NullMarked;
