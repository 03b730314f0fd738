/** Which images were chosen of lists of manifests: what need not be found out again. */
@NullMarked
package dev.weir.importing.lists;

import org.jspecify.annotations.NullMarked;
