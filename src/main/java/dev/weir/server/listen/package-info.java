/**
 * The sockets: what is spoken where, how long anybody may take, what is counted, and what is
 * answered before a door is reached.
 */
@NullMarked
package dev.weir.server.listen;

import org.jspecify.annotations.NullMarked;
