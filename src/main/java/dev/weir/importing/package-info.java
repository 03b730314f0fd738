/**
 * Looks at images in other registries and says what they are: requests in, outcomes in the same
 * order out. Nothing is stored here; one item's failure is that item's outcome.
 */
@NullMarked
package dev.weir.importing;

import org.jspecify.annotations.NullMarked;
