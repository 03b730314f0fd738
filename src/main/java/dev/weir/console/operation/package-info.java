/** The console's pages for operators, and for each project its share of them. */
@NullMarked
package dev.weir.console.operation;

import org.jspecify.annotations.NullMarked;
