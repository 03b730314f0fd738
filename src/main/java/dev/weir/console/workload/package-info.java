/** The console's pages of what runs images, and of what moved it there. */
@NullMarked
package dev.weir.console.workload;

import org.jspecify.annotations.NullMarked;
