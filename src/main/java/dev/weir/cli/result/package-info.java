/** How results of verbs are shown: objects in the format of {@code -o}, or a line of success. */
@NullMarked
package dev.weir.cli.result;

import org.jspecify.annotations.NullMarked;
