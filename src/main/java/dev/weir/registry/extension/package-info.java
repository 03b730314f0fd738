/** Extensions of the distribution protocol, under {@code _oci} in paths. */
@NullMarked
package dev.weir.registry.extension;

import org.jspecify.annotations.NullMarked;
