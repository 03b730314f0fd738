package dev.weir.server.config;

import java.net.InetAddress;

/**
 * Where a listener binds.
 *
 * @param host name or address without brackets; never empty
 * @param port 0 picks a free one
 */
public record ListenAddress(String host, int port) {
  private static final String WILDCARD = "0.0.0.0";

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code :PORT} (all interfaces).
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("\"" + text + "\" has no port; write HOST:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is ambiguous; write an IPv6 address in brackets, [::1]:8443");
    }
    if (host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
      throw new IllegalArgumentException("\"" + host + "\" is no host name or address");
    }
    return new ListenAddress(host.isEmpty() ? WILDCARD : host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("\"" + text + "\" is no port; use 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  /** True if it takes connections on every interface. */
  public boolean isWildcard() {
    return host.equals(WILDCARD) || host.equals("::") || host.equals("*");
  }

  /** True if only this machine can connect. */
  boolean isLoopback() {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException notLiteral) {
      return false;
    }
  }

  public ListenAddress withPort(int bound) {
    return new ListenAddress(host, bound);
  }

  /** Host and port as clients on this machine write them: a wildcard becomes 127.0.0.1. */
  public String authority() {
    String reachable = isWildcard() ? "127.0.0.1" : host;
    return (reachable.indexOf(':') >= 0 ? "[" + reachable + "]" : reachable) + ":" + port;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
