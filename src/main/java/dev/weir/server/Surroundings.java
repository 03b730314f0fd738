package dev.weir.server;

import java.time.Clock;

/**
 * What a server takes from its machine and its program.
 *
 * @param hostName of this machine; empty if it has none
 * @param version of this program, such as {@code 0.1.0}
 */
record Surroundings(Clock clock, String hostName, String version) {}
