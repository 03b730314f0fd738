/** What a running server takes of settings and files that were changed, when SIGHUP asks it to. */
@NullMarked
package dev.weir.server.reload;

import org.jspecify.annotations.NullMarked;
