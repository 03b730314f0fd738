package dev.weir.oauth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The clients that are let in, and where each may be answered. All are public: no secrets. */
enum Client {
  /** {@code oc login -u}: answers a Basic challenge. */
  CHALLENGING("openshift-challenging-client"),
  /** {@code oc login --web}: listens on the loopback, on whatever port is free (RFC 8252 7.3). */
  COMMAND_LINE("openshift-cli-client"),
  /** Somebody with a browser and no program: is shown the token by the server itself. */
  BROWSER("openshift-browser-client"),
  /** The server's own pages. */
  CONSOLE("weir-console");

  private static final Pattern LOOPBACK_CALLBACK =
      Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1\\]):[1-9][0-9]{0,4}/callback");

  private final String id;

  Client(String id) {
    this.id = id;
  }

  static Optional<Client> of(String id) {
    return List.of(values()).stream().filter(client -> client.id.equals(id)).findFirst();
  }

  String id() {
    return id;
  }

  /** Programs answer a challenge, people fill in a form. */
  boolean answersChallenges() {
    return this == CHALLENGING;
  }

  /** A code that leaves the server is bound to its client by PKCE. */
  boolean needsPkce() {
    return this != BROWSER;
  }

  /** A code, or, for programs of old, the token itself. */
  boolean mayAskFor(String responseType) {
    return responseType.equals("code") || (responseType.equals("token") && this == CHALLENGING);
  }

  /** Compared as text: nothing is normalised. */
  boolean mayBeAnsweredAt(Issuer issuer, String uri) {
    return this == COMMAND_LINE
        ? LOOPBACK_CALLBACK.matcher(uri).matches()
        : usualRedirect(issuer).filter(uri::equals).isPresent();
  }

  /** Where the client is answered if it names no place; empty if it must. */
  Optional<String> usualRedirect(Issuer issuer) {
    return switch (this) {
      case CHALLENGING -> Optional.of(issuer.at(Issuer.IMPLICIT));
      case BROWSER -> Optional.of(issuer.at(Issuer.DISPLAY));
      case CONSOLE -> Optional.of(issuer.at(Issuer.CONSOLE));
      case COMMAND_LINE -> Optional.empty();
    };
  }

  /** Where the client may be answered, as people read it: a loopback's port is the client's. */
  List<String> redirects(Issuer issuer) {
    return this == COMMAND_LINE
        ? List.of("http://127.0.0.1/callback", "http://[::1]/callback")
        : usualRedirect(issuer).stream().toList();
  }
}
