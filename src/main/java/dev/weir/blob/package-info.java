/**
 * Content-addressed bytes: blobs appear whole and verified or not at all; uploads can be resumed.
 */
@NullMarked
package dev.weir.blob;

import org.jspecify.annotations.NullMarked;
