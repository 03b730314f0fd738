/**
 * One call of the command line: what came in, how flags are declared and read, and how it ends.
 * Nothing here knows a server.
 */
@NullMarked
package dev.weir.cli.call;

import org.jspecify.annotations.NullMarked;
