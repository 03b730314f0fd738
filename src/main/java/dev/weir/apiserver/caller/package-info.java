/** Who calls the API, found by a list of sources, and whether they may. */
@NullMarked
package dev.weir.apiserver.caller;

import org.jspecify.annotations.NullMarked;
