/** What is known of the looks at scheduled tags, as a kind. */
@NullMarked
package dev.weir.imageapi.schedule;

import org.jspecify.annotations.NullMarked;
