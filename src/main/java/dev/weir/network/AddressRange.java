package dev.weir.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * IP addresses that begin with the same bits, such as {@code 10.0.0.0/8}. An IPv4 address that is
 * written as an IPv6 one ({@code ::ffff:10.0.0.1}) counts as IPv4.
 */
public final class AddressRange {
  private final byte[] start;
  private final int bits;

  private AddressRange(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /**
   * Reads {@code ADDRESS/BITS}, or one address.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] start;
    try {
      requireWhole(slash < 0 ? text : text.substring(0, slash));
      start = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    } catch (IllegalArgumentException notLiteral) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no range of addresses, such as 10.0.0.0/8 or 192.0.2.7", notLiteral);
    }
    int most = start.length * Byte.SIZE;
    String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
    if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no range of addresses: after the slash stand 0 to "
              + most
              + " bits");
    }
    return new AddressRange(start, Integer.parseInt(bits));
  }

  /** Four numbers, or a colon: what has fewer is read as something that nobody means. */
  private static void requireWhole(String address) {
    if (!address.contains(":") && !address.matches("[0-9]+(\\.[0-9]+){3}")) {
      throw new IllegalArgumentException(address);
    }
  }

  /** True if the text is an address of the range; a name never is. */
  public boolean contains(String address) {
    try {
      return contains(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException notLiteral) {
      return false;
    }
  }

  /** True if the address lies in the range. */
  public boolean contains(InetAddress address) {
    byte[] given = address.getAddress();
    if (given.length != start.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((given[bit / Byte.SIZE] ^ start[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && range.bits == bits
        && Arrays.equals(range.start, start);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(start) * 31 + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(start).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it was made from an address
    }
  }
}
