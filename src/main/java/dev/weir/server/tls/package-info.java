/**
 * Who the server is on TLS: its own authority and certificate, or given ones, and how clients are
 * asked for theirs.
 */
@NullMarked
package dev.weir.server.tls;

import org.jspecify.annotations.NullMarked;
