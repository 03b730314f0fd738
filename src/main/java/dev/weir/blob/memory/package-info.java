/** Blobs in memory, for tests and as the reference that other stores are compared with. */
@NullMarked
package dev.weir.blob.memory;

import org.jspecify.annotations.NullMarked;
