/** How the bytes of blobs go out to clients. */
@NullMarked
package dev.weir.registry.body;

import org.jspecify.annotations.NullMarked;
