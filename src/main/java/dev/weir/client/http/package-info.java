/**
 * Resources over HTTP: a small HTTP/1.1 client over TLS, plain TCP or a Unix domain socket. Its own
 * code because a command's whole run must take less than a library's start (docs/decisions/0006).
 *
 * <pre>
 *   HttpResources, WatchStream   objects
 *   ApiClient                    one request, Status errors, warnings, deadline
 *   ResponseReader               head and body of an answer
 *   Wire, Dialer, TlsDialer      an open connection
 * </pre>
 */
@NullMarked
package dev.weir.client.http;

import org.jspecify.annotations.NullMarked;
