/**
 * The kinds that are served: how each is stored, defaulted, validated and shown. The API door and
 * the in-process client are thin over it.
 */
@NullMarked
package dev.weir.objects;

import org.jspecify.annotations.NullMarked;
