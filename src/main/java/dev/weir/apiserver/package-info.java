/**
 * The API door: Kubernetes-style HTTP over a catalog of resources.
 *
 * <p>A request is authenticated, routed, authorised and handed to one action ({@code Get}, {@code
 * ListObjects}, {@code Create}, {@code Update}, {@code Patch}, {@code Delete}, {@code
 * DeleteCollection}, {@code WatchStream}); every refusal becomes a {@code Status} in one place,
 * {@code StatusErrors}. Which kinds there are, and what they do, is none of this package's
 * business: it only knows {@code objects.Rest}.
 */
@NullMarked
package dev.weir.apiserver;

import org.jspecify.annotations.NullMarked;
