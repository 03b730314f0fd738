/** Verbs and a page about what servers are told; no server runs for them. */
@NullMarked
package dev.weir.settings;

import org.jspecify.annotations.NullMarked;
