/** What is written beside the links of a repository, under keys of its own. */
@NullMarked
package dev.weir.streams.linked;

import org.jspecify.annotations.NullMarked;
