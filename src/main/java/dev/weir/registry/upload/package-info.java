/**
 * Blobs on their way in: an upload is begun, takes bytes in order, and ends with a digest. What may
 * be mounted in place of it, the rest of the door says through {@link
 * dev.weir.registry.upload.Mountable}.
 */
@NullMarked
package dev.weir.registry.upload;

import org.jspecify.annotations.NullMarked;
