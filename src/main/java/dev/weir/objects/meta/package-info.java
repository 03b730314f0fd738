/** What holds of the metadata of every object, whatever its kind. Pure. */
@NullMarked
package dev.weir.objects.meta;

import org.jspecify.annotations.NullMarked;
