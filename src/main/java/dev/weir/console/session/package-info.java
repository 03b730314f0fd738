/** Who is logged in to the console. */
@NullMarked
package dev.weir.console.session;

import org.jspecify.annotations.NullMarked;
