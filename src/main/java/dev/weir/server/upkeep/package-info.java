/** What a server forgets and gives back by itself, because nobody needs it any more. */
@NullMarked
package dev.weir.server.upkeep;

import org.jspecify.annotations.NullMarked;
