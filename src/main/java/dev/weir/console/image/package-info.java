/** The console's pages of tags and images, and of two images side by side. */
@NullMarked
package dev.weir.console.image;

import org.jspecify.annotations.NullMarked;
