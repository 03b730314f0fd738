package dev.weir.oauth;

import dev.weir.http.Exchange;

/**
 * The server as the caller names it, without a slash at the end: clients insist on https, and trust
 * the certificate only under the name that they called.
 */
record Issuer(String url) {
  static final String IMPLICIT = "/oauth/token/implicit";
  static final String DISPLAY = "/oauth/token/display";

  /**
   * The issuer that a request came to.
   *
   * @param apiUrl where there is no name to go by, as over the Unix socket
   */
  static Issuer of(Exchange exchange, String apiUrl) {
    boolean named = exchange.scheme().equals("https") && !exchange.authority().isEmpty();
    return new Issuer(named ? "https://" + exchange.authority() : apiUrl);
  }

  String at(String path) {
    return url + path;
  }
}
