/**
 * Puts Weir together: the one place that constructs everything ({@code Server}), from what its
 * rooms make: {@code config}, {@code data}, {@code tls} and {@code listen}. Nothing else reads the
 * environment, the clock or a port.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
