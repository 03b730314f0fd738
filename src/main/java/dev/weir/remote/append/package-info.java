/**
 * Makes a new image out of an old one, or none, and layers, and pushes it. The same input gives the
 * same bytes and so the same digest.
 */
@NullMarked
package dev.weir.remote.append;

import org.jspecify.annotations.NullMarked;
