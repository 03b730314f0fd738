/**
 * What a server is told: its settings from flags, environment and file, read once with all mistakes
 * named at once, and the addresses and names that they give. Here too is why a server cannot start.
 */
@NullMarked
package dev.weir.server.config;

import org.jspecify.annotations.NullMarked;
