/**
 * What fields the kinds have: the one source for field checks, strategic merge and the published
 * OpenAPI documents.
 */
@NullMarked
package dev.weir.resource.schema;

import org.jspecify.annotations.NullMarked;
