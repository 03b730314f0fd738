/** OCI and Docker manifests: wire shapes and their reading. The bytes are the truth. No I/O. */
@NullMarked
package dev.weir.manifest;

import org.jspecify.annotations.NullMarked;
