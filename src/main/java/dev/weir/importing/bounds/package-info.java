/** What imports may take: memory, places, time, and how many tags of a repository. */
@NullMarked
package dev.weir.importing.bounds;

import org.jspecify.annotations.NullMarked;
