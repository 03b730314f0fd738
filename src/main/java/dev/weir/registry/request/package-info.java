/**
 * What a request to the registry names: its route and the right that it takes, the repository, a
 * tag or digest, a page, a range; and how it is refused.
 */
@NullMarked
package dev.weir.registry.request;

import org.jspecify.annotations.NullMarked;
