/** How much images and image streams take, and who uses them. */
@NullMarked
package dev.weir.cli.top;

import org.jspecify.annotations.NullMarked;
