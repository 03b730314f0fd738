/**
 * Blobs as files of one directory on one filesystem. An upload is a file that grows; committing it
 * verifies, syncs and then renames it to its content address, so a blob's file is complete from the
 * moment that it has its name. {@code BlobPaths} draws the directory; {@code FileLayer} is the only
 * way to the disk.
 */
@NullMarked
package dev.weir.blob.file;

import org.jspecify.annotations.NullMarked;
