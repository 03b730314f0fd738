/** Where objects lie in the store, in which form, and what is made of their bytes. */
@NullMarked
package dev.weir.objects.value;

import org.jspecify.annotations.NullMarked;
