/**
 * A registry for tests, over real sockets: {@link FakeRegistry} serves repositories from memory,
 * asks for logins if told to, misbehaves if told to, and remembers every request.
 */
@NullMarked
package dev.weir.remote.fake;

import org.jspecify.annotations.NullMarked;
