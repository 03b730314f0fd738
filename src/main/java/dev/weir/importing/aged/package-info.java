/** Tags that take what they waited for: at its time, or because somebody takes it early. */
@NullMarked
package dev.weir.importing.aged;

import org.jspecify.annotations.NullMarked;
