/** What checks of all that is stored found, as it is kept and told. */
@NullMarked
package dev.weir.storage.check.result;

import org.jspecify.annotations.NullMarked;
