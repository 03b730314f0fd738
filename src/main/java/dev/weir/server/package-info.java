/**
 * Puts Weir together: configuration, data directory, certificates, listeners, and the one place
 * that constructs everything ({@code Server}). Nothing else reads the environment, the clock or a
 * port.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
