/**
 * Kubernetes' own kinds by the published protobuf messages: binary bodies to JSON, and the schemas
 * of the kinds. Nothing here knows a kind by hand, apart from what the messages cannot say: which
 * members JSON writes inline, which absent values count, and how lists merge.
 */
@NullMarked
package dev.weir.resource.protobuf;

import org.jspecify.annotations.NullMarked;
