/**
 * The Image: what one manifest says, under the name of its digest (image-api.md 2.2, 2.3). Pure
 * functions from manifest and configuration to the object that clients see.
 */
@NullMarked
package dev.weir.image;

import org.jspecify.annotations.NullMarked;
