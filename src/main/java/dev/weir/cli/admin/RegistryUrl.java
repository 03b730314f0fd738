package dev.weir.cli.admin;

import dev.weir.cli.call.CliException;
import dev.weir.reference.Port;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A registry as a user names it: {@code HOST[:PORT]}, with or without a scheme. */
final class RegistryUrl {
  private static final int UNIQUE_LOCAL = 0xfc;

  private RegistryUrl() {}

  /**
   * Checks the value of {@code --registry-url}; empty is none.
   *
   * @throws CliException if it is more or less than a host
   */
  static void check(String text) {
    if (text.isEmpty()) {
      return;
    }
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "https" : text.substring(0, colon);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid("unsupported scheme: " + scheme);
    }
    String rest = colon < 0 ? text : text.substring(colon + "://".length());
    String host = rest.replaceFirst("[/?#].*", "");
    String path = rest.substring(host.length());
    if (path.startsWith("/") && !path.matches("/(\\?.*)?")) {
      throw invalid("no path after <host>[:<port>] is allowed");
    }
    if (path.replaceFirst("^/", "").length() > 1) {
      throw invalid("no query arguments are allowed after <host>[:<port>]");
    }
    if (host.isEmpty()) {
      throw invalid("no host name specified");
    }
    try {
      Port.checkIn(host);
      if (URI.create("https://" + host).getHost() == null) {
        throw invalid(host + " is no host");
      }
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static CliException invalid(String why) {
    return CliException.error("invalid --registry-url flag: " + why);
  }

  /** The host and port. */
  static String host(String text) {
    return text.replaceFirst("^https?://", "").replaceFirst("/$", "");
  }

  /**
   * Whether all addresses of a host are of this machine, its link or a private network; false if it
   * has none.
   */
  static boolean isPrivate(String registry) {
    String host = host(registry).replaceFirst(":\\d+$", "").replaceAll("^\\[|]$", "");
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(RegistryUrl::isPrivate);
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || (address.getAddress().length > 4 && (address.getAddress()[0] & 0xfe) == UNIQUE_LOCAL);
  }
}
