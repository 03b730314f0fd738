/** {@code process}: templates filled in. */
@NullMarked
package dev.weir.cli.process;

import org.jspecify.annotations.NullMarked;
