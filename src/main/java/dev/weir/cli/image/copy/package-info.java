/**
 * Commands that copy images between registries, directories and layouts, and look at them there.
 */
@NullMarked
package dev.weir.cli.image.copy;

import org.jspecify.annotations.NullMarked;
