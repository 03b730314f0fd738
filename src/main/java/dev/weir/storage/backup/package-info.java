/**
 * What a running server gives to whoever takes a backup of it: all keys of its store as of one
 * revision, the blobs, and its keys for those who want them along.
 */
@NullMarked
package dev.weir.storage.backup;

import org.jspecify.annotations.NullMarked;
