/** What is stored as a whole. */
@NullMarked
package dev.weir.cli.storage;

import org.jspecify.annotations.NullMarked;
