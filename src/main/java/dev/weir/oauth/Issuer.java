package dev.weir.oauth;

/** The server as the caller names it: {@code https://host[:port]}, without a slash at the end. */
record Issuer(String url) {
  static final String IMPLICIT = "/oauth/token/implicit";
  static final String CONSOLE = "/console/callback";
  static final String DISPLAY = "/oauth/token/display";

  String at(String path) {
    return url + path;
  }
}
