package dev.weir.client.oauth;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where to log in, as the API server tells it (RFC 8414).
 *
 * @param pkce true if codes may be bound to a verifier by SHA-256
 */
public record AuthorizationServer(
    URI issuer, URI authorizationEndpoint, URI tokenEndpoint, boolean pkce) {
  private static final int BAD_REQUEST = 400;

  /**
   * Asks the API server.
   *
   * @throws LoginRefusedException if it has no OAuth server, or one that could be listened to
   */
  public static AuthorizationServer of(ApiClient api) throws IOException, LoginRefusedException {
    ObjectNode document;
    try {
      document =
          api.json(
              ApiRequest.get("/.well-known/oauth-authorization-server").with("X-CSRF-Token", "1"));
    } catch (StatusException e) {
      throw new LoginRefusedException(
          e.status().code(),
          e.status().code() == BAD_REQUEST
              ? e.status().message()
              : "the server has no OAuth login; use --token");
    }
    return new AuthorizationServer(
        address(document, "issuer"),
        address(document, "authorization_endpoint"),
        address(document, "token_endpoint"),
        Json.arrayAt(document, "code_challenge_methods_supported")
            .valueStream()
            .anyMatch(method -> method.asString("").equals("S256")));
  }

  private static URI address(ObjectNode document, String member) throws LoginRefusedException {
    try {
      URI address = URI.create(Json.string(document, member));
      if ("https".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new LoginRefusedException(
        0, "the server names no https address as its OAuth " + member.replace('_', ' '));
  }

  /** Where a person gets a token to copy. */
  public URI tokenPage() {
    return issuer.resolve(issuer.getRawPath().replaceAll("/+$", "") + "/oauth/token/request");
  }
}
