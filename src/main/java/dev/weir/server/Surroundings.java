package dev.weir.server;

import dev.weir.network.ProxyRules;
import dev.weir.server.upkeep.Heap;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a server takes from its machine and its program.
 *
 * @param hostName of this machine; empty if it has none
 * @param addresses of this machine, without loopback and those that only a link knows; asked when
 *     the server listens on all of them
 * @param proxies on the way to other registries
 * @param version of this program, such as {@code 0.1.0}
 * @param heap of this process, if the server may collect it
 */
record Surroundings(
    Clock clock,
    String hostName,
    Supplier<List<String>> addresses,
    ProxyRules proxies,
    String version,
    Heap heap) {
  /** A machine that nobody reaches from elsewhere. */
  Surroundings(Clock clock, String hostName, String version) {
    this(clock, hostName, List::of, ProxyRules.DIRECT, version, Heap.SHARED);
  }
}
