/**
 * The kinds of {@code image.openshift.io/v1} as the API serves them. Streams and images are stored;
 * everything else is a view of them, or a request to do something (image-api.md 1).
 */
@NullMarked
package dev.weir.imageapi;

import org.jspecify.annotations.NullMarked;
