/** What the registry notes of manifests that no tag shows. */
@NullMarked
package dev.weir.registry.untagged;

import org.jspecify.annotations.NullMarked;
