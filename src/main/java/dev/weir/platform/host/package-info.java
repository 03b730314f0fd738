/** The platform as the streams' host: its answers come from the own store. */
@NullMarked
package dev.weir.platform.host;

import org.jspecify.annotations.NullMarked;
