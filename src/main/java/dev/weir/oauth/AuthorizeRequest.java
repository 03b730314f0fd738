package dev.weir.oauth;

import dev.weir.access.Grant;
import dev.weir.access.User;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client asks for at {@code /oauth/authorize} (RFC 6749 section 4.1.1 and 4.2.1, RFC 7636).
 *
 * @param challenge of PKCE's S256; empty where none is needed
 * @param state given back as it is
 */
record AuthorizeRequest(
    Client client,
    boolean wantsToken,
    String redirectUri,
    List<String> scopes,
    String challenge,
    String state) {
  /** SHA-256 in base64url. */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** What becomes of the parameters. */
  sealed interface Outcome {}

  record Valid(AuthorizeRequest request) implements Outcome {}

  /** The client gets to know by a redirect, since the place to be answered at is its own. */
  record SentBack(String location) implements Outcome {}

  /** Not even the place to be answered at can be trusted. */
  record Refused(OAuthError error) implements Outcome {}

  /**
   * Reads the parameters.
   *
   * @param parameter value by name, empty if absent
   */
  static Outcome read(UnaryOperator<String> parameter, Issuer issuer) {
    Optional<Client> client = Client.of(parameter.apply("client_id"));
    if (client.isEmpty()) {
      return new Refused(
          OAuthError.UNAUTHORIZED_CLIENT.saying("client_id names no client of this server"));
    }
    String given = parameter.apply("redirect_uri");
    String redirect = given.isEmpty() ? client.get().usualRedirect(issuer).orElse("") : given;
    if (!client.get().mayBeAnsweredAt(issuer, redirect)) {
      return new Refused(
          OAuthError.INVALID_REQUEST.saying(
              "redirect_uri is none of the places where " + client.get().id() + " is answered"));
    }
    return read(parameter, client.get(), redirect);
  }

  private static Outcome read(UnaryOperator<String> parameter, Client client, String redirect) {
    String state = parameter.apply("state");
    String type = parameter.apply("response_type");
    String challenge = parameter.apply("code_challenge");
    Optional<List<String>> scopes = Scopes.parse(parameter.apply("scope"));
    boolean code = type.equals("code");
    if (!client.mayAskFor(type)) {
      return sentBack(
          redirect, OAuthError.UNSUPPORTED_RESPONSE_TYPE.saying("response_type"), state);
    }
    if (scopes.isEmpty()) {
      return sentBack(redirect, OAuthError.INVALID_SCOPE.saying("an unknown scope"), state);
    }
    boolean s256 =
        parameter.apply("code_challenge_method").equals("S256")
            && CHALLENGE.matcher(challenge).matches();
    boolean none = challenge.isEmpty() && parameter.apply("code_challenge_method").isEmpty();
    if (code && !s256 && !(none && !client.needsPkce())) {
      return sentBack(
          redirect,
          OAuthError.INVALID_REQUEST.saying(
              "a code needs code_challenge and code_challenge_method=S256"),
          state);
    }
    return new Valid(
        new AuthorizeRequest(client, !code, redirect, scopes.get(), code ? challenge : "", state));
  }

  private static Outcome sentBack(String redirect, OAuthError error, String state) {
    return new SentBack(location(redirect, '?', errorParameters(error, state)));
  }

  private static Map<String, String> errorParameters(OAuthError error, String state) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("error", error.code());
    parameters.put("error_description", error.description());
    parameters.put("state", state);
    return parameters;
  }

  Grant grantOf(User user) {
    return new Grant(user, client.id(), scopes, redirectUri);
  }

  /** Where the client finds its code. */
  String codeLocation(String code) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("code", code);
    parameters.put("state", state);
    return location(redirectUri, '?', parameters);
  }

  /** Where the client finds its token: behind the {@code #}, which stays with the client. */
  String tokenLocation(String token, long seconds) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("access_token", token);
    parameters.put("expires_in", Long.toString(seconds));
    parameters.put("scope", String.join(" ", scopes));
    parameters.put("state", state);
    parameters.put("token_type", "Bearer");
    return location(redirectUri, '#', parameters);
  }

  String errorLocation(OAuthError error) {
    return location(redirectUri, wantsToken ? '#' : '?', errorParameters(error, state));
  }

  private static String location(String uri, char mark, Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .filter(parameter -> !parameter.getValue().isEmpty())
        .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", uri + mark, ""));
  }
}
