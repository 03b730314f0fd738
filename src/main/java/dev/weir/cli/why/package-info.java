/** {@code weir why}: what led to the images that something runs. */
@NullMarked
package dev.weir.cli.why;

import org.jspecify.annotations.NullMarked;
