/** {@code weir image extract}: files of images on disk. */
@NullMarked
package dev.weir.cli.image.extract;

import org.jspecify.annotations.NullMarked;
