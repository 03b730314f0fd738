package dev.weir.server.config;

import dev.weir.reference.Port;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** An address by which clients elsewhere reach the server: scheme, host and perhaps a port. */
public final class PublicUrl {
  private PublicUrl() {}

  /**
   * Checks an address as the user wrote it; a slash at its end goes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static String check(String text, Set<String> schemes) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean bare =
          url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
      if (bare && schemes.contains(scheme)) {
        Port.check(url.getPort());
        return scheme + "://" + url.getRawAuthority().toLowerCase(Locale.ROOT);
      }
    } catch (URISyntaxException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is not of the form "
            + String.join(
                " or ", schemes.stream().sorted().map(s -> s + "://HOST[:PORT]").toList()));
  }

  /** {@code host[:port]}. */
  public static String authority(String url) {
    return url.substring(url.indexOf("://") + 3);
  }
}
