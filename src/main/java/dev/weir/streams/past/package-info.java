/** Looks into the past of tags that read no more of it than they find. */
@NullMarked
package dev.weir.streams.past;

import org.jspecify.annotations.NullMarked;
