/** The log on standard error: as lines for people or as JSON, and how much of it. */
@NullMarked
package dev.weir.server.log;

import org.jspecify.annotations.NullMarked;
