/** How a push becomes part of a stream: repository links, images, tag events. */
@NullMarked
package dev.weir.mapping;

import org.jspecify.annotations.NullMarked;
