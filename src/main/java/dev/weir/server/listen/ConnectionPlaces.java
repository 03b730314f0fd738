package dev.weir.server.listen;

import dev.weir.access.HeapBudget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many connections may be open at a time, for all network listeners together. One address comes
 * to three quarters of them: more than that is left to a proxy, behind which everybody has the same
 * address, and so much less that others always get in. When places run out, a connection on which
 * nothing happens makes room, the one that has rested longest of the address that has most; if
 * there is none, who comes is turned away. Safe for threads.
 */
final class ConnectionPlaces {
  private static final int MOST = 20_000;

  /** What a connection takes of the heap, with TLS. */
  private static final int CONNECTION_BYTES = 12 * 1024;

  private static final int PARTS = 4;
  private static final int PARTS_OF_ONE = 3;

  /** Of an IPv6 address: one customer has all that begin so. */
  private static final int NETWORK_BYTES = 8;

  private final HeapBudget.Part bytes;
  private final Map<String, Set<PunctualEndPoint>> open = new HashMap<>();

  /** Whose each one is: a closed connection does not tell its address any more. */
  private final Map<PunctualEndPoint, String> parties = new HashMap<>();

  ConnectionPlaces(HeapBudget.Part bytes) {
    this.bytes = bytes;
  }

  /** Takes a place for a new connection, or none and says false. */
  boolean take(PunctualEndPoint connection) {
    String party = party(connection);
    while (!takeFree(party, connection)) {
      Optional<PunctualEndPoint> idle = makingRoomFor(party);
      if (idle.isEmpty()) {
        return false;
      }
      giveBack(idle.get());
      idle.get().close();
    }
    return true;
  }

  private synchronized boolean takeFree(String party, PunctualEndPoint connection) {
    if (parties.size() >= most() || held(party) >= share() || !bytes.take(CONNECTION_BYTES)) {
      return false;
    }
    parties.put(connection, party);
    open.computeIfAbsent(party, _ -> new HashSet<>()).add(connection);
    return true;
  }

  private long most() {
    return Math.min(MOST, bytes.room() / CONNECTION_BYTES);
  }

  private long share() {
    return Math.max(1, most() * PARTS_OF_ONE / PARTS);
  }

  private int held(String party) {
    return open.getOrDefault(party, Set.of()).size();
  }

  private synchronized Optional<PunctualEndPoint> makingRoomFor(String party) {
    if (held(party) >= share()) {
      return longestIdle(open.getOrDefault(party, Set.of()));
    }
    return open.values().stream()
        .filter(connections -> connections.size() >= held(party))
        .sorted(Comparator.<Set<PunctualEndPoint>>comparingInt(Set::size).reversed())
        .flatMap(connections -> longestIdle(connections).stream())
        .findFirst();
  }

  private static Optional<PunctualEndPoint> longestIdle(Set<PunctualEndPoint> connections) {
    return connections.stream()
        .filter(PunctualEndPoint::isIdle)
        .max(Comparator.comparingLong(PunctualEndPoint::idleNanos));
  }

  /** Gives a place back, if the connection has one. */
  synchronized void giveBack(PunctualEndPoint connection) {
    String party = parties.remove(connection);
    if (party == null) {
      return;
    }
    bytes.giveBack(CONNECTION_BYTES);
    open.computeIfPresent(
        party,
        (_, connections) -> {
          connections.remove(connection);
          return connections.isEmpty() ? null : connections;
        });
  }

  /** Whose connection it is, as far as addresses tell. */
  private static String party(PunctualEndPoint connection) {
    if (!(connection.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
      return "";
    }
    InetAddress address = remote.getAddress();
    byte[] name = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(name, NETWORK_BYTES) : name);
  }
}
