/**
 * A stream and its events in the bytes that are stored. The stream's own value has the newest event
 * of each tag; the older ones lie apart, see {@link dev.weir.streams.encoded.OlderEvents}. Both end
 * in who made the events, which clients do not get.
 */
@NullMarked
package dev.weir.streams.encoded;

import org.jspecify.annotations.NullMarked;
