/** The console's pages of what can be built and run from: streams that offer builders. */
@NullMarked
package dev.weir.console.catalog;

import org.jspecify.annotations.NullMarked;
