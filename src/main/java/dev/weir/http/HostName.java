package dev.weir.http;

import java.net.InetAddress;
import java.util.Locale;

/**
 * A host as certificates spell it, so that two spellings of one are equal.
 *
 * @param text lower case, addresses in one form and without brackets, no trailing dot; may begin
 *     with {@code *.} for any one label
 */
public record HostName(String text) {
  public HostName {
    text = normal(text);
  }

  private static String normal(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.ofLiteral(bare).getHostAddress();
    } catch (IllegalArgumentException name) {
      String lower = bare.toLowerCase(Locale.ROOT);
      return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
  }

  /** True if a certificate for this name is good for another (RFC 9525 section 6.3). */
  public boolean covers(HostName other) {
    if (!text.startsWith("*.")) {
      return equals(other);
    }
    int dot = other.text.indexOf('.');
    return dot > 0 && other.text.substring(dot).equals(text.substring(1));
  }
}
