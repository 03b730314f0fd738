/**
 * The OpenAPI v3 documents, one for each group and version: enough for clients to check what they
 * send, to explain kinds, and to make strategic patches.
 */
@NullMarked
package dev.weir.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
