/** What is told of imports that somebody asked for, beside the answer. */
@NullMarked
package dev.weir.imageapi.imports;

import org.jspecify.annotations.NullMarked;
