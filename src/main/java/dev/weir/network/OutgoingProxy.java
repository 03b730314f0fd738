package dev.weir.network;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A proxy on the way out.
 *
 * @param secure it is spoken to over TLS
 * @param login user name and password with a colon between; empty for none
 * @param source where it was configured, such as {@code HTTPS_PROXY}, for messages
 */
public record OutgoingProxy(boolean secure, String host, int port, String login, String source) {
  /** {@code host:port}. */
  public String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The value of {@code Proxy-Authorization}, if the proxy wants a login. */
  public Optional<String> authorization() {
    return login.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  /** Never shows the login. */
  @Override
  public String toString() {
    return "the proxy " + authority() + " (" + source + ")";
  }
}
