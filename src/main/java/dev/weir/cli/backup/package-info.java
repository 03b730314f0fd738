/** The command that takes a backup of a running server, and where it is written. */
@NullMarked
package dev.weir.cli.backup;

import org.jspecify.annotations.NullMarked;
