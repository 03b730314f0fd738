/** Tests of the image kinds over a real store in memory. */
@NullMarked
package dev.weir.imageapi;

import org.jspecify.annotations.NullMarked;
