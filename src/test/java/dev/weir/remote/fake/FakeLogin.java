package dev.weir.remote.fake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What a {@link FakeRegistry} asks of its clients. A Bearer login is checked by whichever registry
 * has it; its token service runs at {@code /token} of any registry that {@link
 * FakeRegistry#serveTokens serves} it.
 */
public final class FakeLogin {
  private final String user;
  private final String password;
  private final String realm;
  private final boolean anonymousPull;
  private final Map<String, List<String>> tokens = new ConcurrentHashMap<>();
  private final AtomicInteger issued = new AtomicInteger();
  private final List<String> others = new CopyOnWriteArrayList<>();
  private final List<String> identities = new CopyOnWriteArrayList<>();

  private FakeLogin(String user, String password, String realm, boolean anonymousPull) {
    this.user = user;
    this.password = password;
    this.realm = realm;
    this.anonymousPull = anonymousPull;
  }

  /** HTTP Basic. */
  public static FakeLogin basic(String user, String password) {
    return new FakeLogin(user, password, "", false);
  }

  /** Tokens from the realm for one user only. */
  public static FakeLogin bearer(String realm, String user, String password) {
    return new FakeLogin(user, password, realm, false);
  }

  /** Tokens from the realm; without a login they are good for pulls. */
  public static FakeLogin bearerWithAnonymousPull(String realm, String user, String password) {
    return new FakeLogin(user, password, realm, true);
  }

  /** Takes somebody else as well. */
  public FakeLogin or(String otherUser, String otherPassword) {
    others.add(basicHeader(otherUser, otherPassword));
    return this;
  }

  /** Takes an identity token as well, in a form. */
  public FakeLogin orIdentity(String token) {
    identities.add(token);
    return this;
  }

  /** A token for the scopes of a form with an identity token; empty if that is wrong. */
  String tokenForForm(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&")) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    boolean known =
        "refresh_token".equals(fields.get("grant_type"))
            && "fake".equals(fields.get("service"))
            && identities.contains(fields.getOrDefault("refresh_token", ""));
    return known ? token(Stream.of(fields.getOrDefault("scope", "").split(" "))) : "";
  }

  private String token(Stream<String> scopes) {
    List<String> granted = new ArrayList<>();
    scopes.forEach(scope -> grant(scope, true, granted));
    String token = "token-" + issued.incrementAndGet();
    tokens.put(token, granted);
    return token;
  }

  /** No token given so far holds any longer. */
  public void forgetTokens() {
    tokens.clear();
  }

  boolean allows(String header, String scope) {
    if (realm.isEmpty()) {
      return isKnown(header);
    }
    String token = header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    return tokens.containsKey(token)
        && (scope.isEmpty() || tokens.getOrDefault(token, List.of()).contains(scope));
  }

  String challenge(String scope) {
    if (realm.isEmpty()) {
      return "Basic realm=\"fake registry\"";
    }
    String suffix = scope.isEmpty() ? "" : ",scope=\"" + scope + "\"";
    return "Bearer realm=\"" + realm + "\",service=\"fake\"" + suffix;
  }

  /** A token for the scopes of the query; empty if the login is wrong. */
  String token(String header, String query) {
    boolean known = isKnown(header);
    if (!known && (header.startsWith("Basic ") || !anonymousPull)) {
      return "";
    }
    List<String> granted = new ArrayList<>();
    for (String pair : query.split("&")) {
      if (pair.startsWith("scope=")) {
        grant(URLDecoder.decode(pair.substring(6), StandardCharsets.UTF_8), known, granted);
      }
    }
    String token = "token-" + issued.incrementAndGet();
    tokens.put(token, granted);
    return token;
  }

  private static void grant(String scope, boolean known, List<String> granted) {
    String resource = scope.substring(0, scope.lastIndexOf(':'));
    for (String action : scope.substring(resource.length() + 1).split(",")) {
      if (known || action.equals("pull")) {
        granted.add(resource + ":" + action);
      }
    }
  }

  private boolean isKnown(String header) {
    return header.equals(basicHeader(user, password)) || others.contains(header);
  }

  /** What clients send of a login. */
  public static String basicHeader(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
