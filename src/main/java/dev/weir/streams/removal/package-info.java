/** Images that leave a stream because somebody deletes them by their digests. */
@NullMarked
package dev.weir.streams.removal;

import org.jspecify.annotations.NullMarked;
