/**
 * Where images are copied from and to: repositories of registries, directories as {@code oc image
 * mirror} makes them, and OCI layouts. What copies knows none of them by name.
 */
@NullMarked
package dev.weir.remote.repository;

import org.jspecify.annotations.NullMarked;
