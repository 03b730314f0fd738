/** Addresses, and ways to them: values that doors, clients and registries share. */
@NullMarked
package dev.weir.network;

import org.jspecify.annotations.NullMarked;
