/**
 * The only way out: HTTP to hosts that are not ours. One interface ({@link Outbound}), one engine
 * behind it ({@link JettyOutbound}), and around both the rules that keep a server from being sent
 * to places it must not reach ({@link AddressPolicy}) or from carrying credentials where they do
 * not belong ({@link Redirects}).
 */
@NullMarked
package dev.weir.remote.outbound;

import org.jspecify.annotations.NullMarked;
