package dev.weir.remote.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be connected to (registry.md 6.2). Link-local, cluster metadata, multicast
 * and unspecified addresses never are; loopback and private ranges depend on the policy.
 */
public enum AddressPolicy {
  /** For one machine or one network of friends. */
  PRIVATE_ALLOWED,
  /** For a server whose users must not reach its neighbours. */
  PUBLIC_ONLY;

  /** Metadata services that are not link-local: AWS over IPv6, Alibaba, Azure, Oracle. */
  private static final List<byte[]> METADATA =
      List.of(
          bytes(0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
          bytes(100, 100, 100, 200),
          bytes(168, 63, 129, 16),
          bytes(192, 0, 0, 192));

  /** NAT64, {@code 64:ff9b::/96}: the last four bytes are the address really reached. */
  private static final byte[] NAT64 = bytes(0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Why the address must not be connected to; empty if it may. */
  public Optional<String> refusal(InetAddress address) {
    Optional<InetAddress> inner = embedded(address);
    if (inner.isPresent()) {
      return refusal(inner.get());
    }
    if (isMetadata(address)) {
      return Optional.of("it is a metadata service");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("it is link-local");
    }
    if (address.isMulticastAddress() || isReserved(address)) {
      return Optional.of("it is not the address of one host");
    }
    if (this == PUBLIC_ONLY && isPrivate(address)) {
      return Optional.of(
          "it is "
              + (address.isLoopbackAddress() ? "loopback" : "in a private range")
              + ", which takes \"weir serve --upstream-addresses private\"");
    }
    return Optional.empty();
  }

  private static boolean isMetadata(InetAddress address) {
    return METADATA.stream().anyMatch(m -> Arrays.equals(m, address.getAddress()));
  }

  /** {@code 0/8}, {@code ::} and {@code 240/4} with broadcast. */
  private static boolean isReserved(InetAddress address) {
    int first = address.getAddress()[0] & 0xff;
    return address.isAnyLocalAddress()
        || (address instanceof Inet4Address && (first == 0 || first >= 240));
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] b = address.getAddress();
    boolean carrierGrade = b.length == 4 && (b[0] & 0xff) == 100 && (b[1] & 0xc0) == 64;
    boolean uniqueLocal = b.length == 16 && (b[0] & 0xfe) == 0xfc;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || carrierGrade
        || uniqueLocal;
  }

  /** The IPv4 address inside an IPv6 one: compatible, NAT64 and 6to4 forms. */
  private static Optional<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address v6)) {
      return Optional.empty();
    }
    byte[] b = v6.getAddress();
    if (Arrays.equals(b, 0, NAT64.length, NAT64, 0, NAT64.length)) {
      return Optional.of(v4(b, 12));
    }
    if ((b[0] & 0xff) == 0x20 && b[1] == 0x02) {
      return Optional.of(v4(b, 2));
    }
    if (v6.isIPv4CompatibleAddress() && !v6.isLoopbackAddress() && !v6.isAnyLocalAddress()) {
      return Optional.of(v4(b, 12));
    }
    return Optional.empty();
  }

  private static InetAddress v4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes always are an address
    }
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }
}
