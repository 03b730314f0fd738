package dev.weir.client.oauth;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.HttpAnswer;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.network.ProxyRules;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * Gets a token by a code, in the steps of cli.md 14. The password is sent to the OAuth server only,
 * and only over TLS.
 *
 * @param timeout longest time of one request, zero for no limit
 */
public record CodeFlow(
    AuthorizationServer server, TlsSettings tls, ProxyRules proxies, Duration timeout) {
  private static final String CHALLENGING = "openshift-challenging-client";
  private static final String BROWSER = "openshift-cli-client";

  /**
   * Logs in with a password.
   *
   * @return the token
   * @throws LoginRefusedException with status 401 if name or password are wrong
   */
  public String withPassword(String user, String password)
      throws IOException, LoginRefusedException {
    String verifier = Pkce.random();
    String redirect = server.issuer() + "/oauth/token/implicit";
    URI address = authorize(CHALLENGING, redirect, verifier, "");
    Identity identity = new Identity("", user, password, "", List.of(), "");
    HttpAnswer answer;
    try (ApiClient client = client(address, identity)) {
      answer = client.answer(ApiRequest.get(target(address)).with("X-CSRF-Token", "1"));
    }
    if (answer.status() != 302) {
      throw refused(answer);
    }
    return token(CHALLENGING, code(answer.header("location"), ""), redirect, verifier);
  }

  /**
   * Logs in with the user's browser, which comes back to a port of this machine.
   *
   * @param port 0 for any free one
   * @param open is given the address to open
   */
  public String withBrowser(int port, Duration patience, Consumer<URI> open)
      throws IOException, LoginRefusedException {
    String verifier = Pkce.random();
    String state = Pkce.random();
    try (Callback callback = Callback.listen(port)) {
      open.accept(authorize(BROWSER, callback.address(), verifier, state));
      String code = code(callback.await(patience), state);
      return token(BROWSER, code, callback.address(), verifier);
    }
  }

  private URI authorize(String client, String redirect, String verifier, String state) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", client);
    query.put("response_type", "code");
    query.put("redirect_uri", redirect);
    if (server.pkce()) {
      query.put("code_challenge", Pkce.challenge(verifier));
      query.put("code_challenge_method", "S256");
    }
    if (!state.isEmpty()) {
      query.put("state", state);
    }
    return URI.create(server.authorizationEndpoint() + "?" + Query.of(query));
  }

  /** The code in the address that the server sent us to. */
  private static String code(String location, String state) throws LoginRefusedException {
    Map<String, String> values;
    try {
      values = Query.parse(URI.create(location).getRawQuery());
    } catch (IllegalArgumentException _) {
      throw new LoginRefusedException(0, "the OAuth server redirected to nowhere");
    }
    if (!values.getOrDefault("state", "").equals(state)) {
      throw new LoginRefusedException(0, "the answer of the OAuth server is not for this login");
    }
    String code = values.getOrDefault("code", "");
    if (code.isEmpty()) {
      String error = values.getOrDefault("error_description", values.getOrDefault("error", ""));
      throw new LoginRefusedException(0, error.isEmpty() ? "the OAuth server gave no code" : error);
    }
    return code;
  }

  private String token(String client, String code, String redirect, String verifier)
      throws IOException, LoginRefusedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    if (server.pkce()) {
      form.put("code_verifier", verifier);
    }
    byte[] body = Query.of(form).getBytes(StandardCharsets.US_ASCII);
    URI address = server.tokenEndpoint();
    Identity identity = new Identity("", client, "", "", List.of(), "");
    HttpAnswer answer;
    try (ApiClient api = client(address, identity)) {
      answer =
          api.answer(
              ApiRequest.of("POST", target(address), body)
                  .ofType("application/x-www-form-urlencoded"));
    }
    if (answer.status() != 200) {
      throw refused(answer);
    }
    try {
      String token = Json.string(Json.parse(answer.body()), "access_token");
      if (!token.isEmpty()) {
        return token;
      }
    } catch (JacksonException _) {
      // Said below.
    }
    throw new LoginRefusedException(0, "the OAuth server gave no token");
  }

  private static LoginRefusedException refused(HttpAnswer answer) {
    String reason = "";
    try {
      reason = Json.string(Json.parse(answer.body()), "error_description");
    } catch (JacksonException _) {
      // A page for people.
    }
    return new LoginRefusedException(
        answer.status(),
        reason.isEmpty()
            ? "the OAuth server answered with HTTP status " + answer.status()
            : reason);
  }

  private ApiClient client(URI address, Identity identity) {
    URI origin = URI.create("https://" + address.getRawAuthority());
    return new ApiClient(new Endpoint.Tcp(origin, tls, proxies), identity, timeout, text -> {});
  }

  private static String target(URI address) {
    String query = address.getRawQuery();
    return address.getRawPath() + (query == null ? "" : "?" + query);
  }
}
