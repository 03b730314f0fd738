/** Which images a stream holds and what they are made of, followed by the stream's steps. */
@NullMarked
package dev.weir.streams.parts;

import org.jspecify.annotations.NullMarked;
