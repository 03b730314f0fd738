/**
 * The data directory: who holds it, what lies where, that it is still there and still the same, and
 * the small files of keys and logins that are made at the first start.
 */
@NullMarked
package dev.weir.server.data;

import org.jspecify.annotations.NullMarked;
