package dev.weir.oauth;

import dev.weir.access.AuthorizationCodes;
import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import dev.weir.web.Form;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /oauth/token}: a code becomes a token (RFC 6749 section 4.1.3). */
final class TokenEndpoint {
  private final Granting granting;

  TokenEndpoint(Granting granting) {
    this.granting = granting;
  }

  void answer(Exchange exchange) throws IOException {
    Form form = Form.read(exchange);
    if (!form.get("grant_type").equals("authorization_code")) {
      OAuthAnswers.error(
          exchange, OAuthError.UNSUPPORTED_GRANT_TYPE.saying("only authorization_code is known"));
      return;
    }
    Optional<Client> client = client(exchange, form);
    if (client.isEmpty()) {
      OAuthAnswers.error(
          exchange,
          OAuthError.INVALID_CLIENT.saying(
              "the client is unknown, has a secret that it should not have, or gets no tokens"
                  + " here"));
      return;
    }
    var claim =
        new AuthorizationCodes.Claim(
            client.get().id(), form.get("redirect_uri"), form.get("code_verifier"));
    Optional<AuthorizationCodes.Redeemed> redeemed = granting.redeem(form.get("code"), claim);
    if (redeemed.isEmpty()) {
      OAuthAnswers.error(
          exchange,
          OAuthError.INVALID_GRANT.saying(
              "the code is unknown, used, expired, or was given for another request"));
      return;
    }
    ObjectNode body = Json.object().put("access_token", redeemed.get().token());
    body.put("token_type", "Bearer").put("expires_in", Granting.LIFETIME.toSeconds());
    exchange.status(200);
    OAuthAnswers.json(
        exchange, body.put("scope", String.join(" ", redeemed.get().grant().scopes())));
  }

  /**
   * By Basic with an empty password, or by {@code client_id}; the browser's codes are not for here.
   */
  private static Optional<Client> client(Exchange exchange, Form form) {
    Optional<BasicLogin> basic = BasicLogin.read(exchange.header("Authorization"));
    if (exchange.header("Authorization").isPresent() && basic.isEmpty()) {
      return Optional.empty();
    }
    String secret = basic.map(BasicLogin::password).orElse(form.get("client_secret"));
    String id = basic.map(BasicLogin::user).orElse(form.get("client_id"));
    return secret.isEmpty()
        ? Client.of(id).filter(client -> client != Client.BROWSER && client != Client.CONSOLE)
        : Optional.empty();
  }
}
