package dev.weir.oauth;

import dev.weir.access.AuthorizationCodes;
import dev.weir.http.Exchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The pages under {@code /oauth/token/}, where people get a token without a program. */
final class TokenPages {
  private final Granting granting;
  private final Csrf csrf;
  private final Issuers issuers;

  TokenPages(Granting granting, Csrf csrf, Issuers issuers) {
    this.granting = granting;
    this.csrf = csrf;
    this.issuers = issuers;
  }

  /** {@code /oauth/token/request}: begins the browser's flow. */
  void request(Exchange exchange) throws IOException {
    String display = issuers.of(exchange).at(Issuer.DISPLAY);
    OAuthAnswers.redirect(
        exchange,
        "/oauth/authorize?client_id=%s&response_type=code&redirect_uri=%s"
            .formatted(Client.BROWSER.id(), URLEncoder.encode(display, StandardCharsets.UTF_8)));
  }

  /** {@code /oauth/token/display}: a click makes the token, so that no page can make it unseen. */
  void display(Exchange exchange) throws IOException {
    if (exchange.method().equals("POST")) {
      show(exchange);
    } else if (exchange.query("code").isEmpty()) {
      again(exchange, 400, "There is no code for a token in this address.");
    } else {
      HtmlPage.send(
          exchange,
          200,
          "Your token is ready",
          """
          <form method="post">
          <input type="hidden" name="csrf" value="%s">
          <input type="hidden" name="code" value="%s">
          <button>Display token</button>
          </form>
          """
              .formatted(
                  HtmlPage.escape(csrf.forForm(exchange)), HtmlPage.escape(exchange.query("code"))),
          "");
    }
  }

  private void show(Exchange exchange) throws IOException {
    Issuer issuer = issuers.of(exchange);
    Form form = Form.read(exchange);
    if (!csrf.proves(exchange, form, issuer)) {
      again(exchange, 403, "The form has expired, or cookies are off.");
      return;
    }
    var claim = new AuthorizationCodes.Claim(Client.BROWSER.id(), issuer.at(Issuer.DISPLAY), "");
    Optional<AuthorizationCodes.Redeemed> redeemed = granting.redeem(form.get("code"), claim);
    if (redeemed.isEmpty()) {
      again(exchange, 400, "The code is unknown, used or expired.");
      return;
    }
    String token = HtmlPage.escape(redeemed.get().token());
    HtmlPage.send(
        exchange,
        200,
        "Your token",
        """
        <p>Your API token, good for 24 hours. It is shown this once:</p>
        <pre>%1$s</pre>
        <p>Log in with it:</p>
        <pre>oc login --token=%1$s --server=%2$s</pre>
        <p>Use it against the API:</p>
        <pre>curl -H "Authorization: Bearer %1$s" "%2$s/apis/user.openshift.io/v1/users/~"</pre>
        <p>Use it as the password of any user name at the registry. <a href="/oauth/token/request">Request another token</a></p>
        """
            .formatted(token, HtmlPage.escape(issuer.url())),
        "");
  }

  /**
   * {@code /oauth/token/implicit}: where programs are answered; a person only gets here by chance.
   */
  void implicit(Exchange exchange) throws IOException {
    again(
        exchange,
        200,
        "Programs read their answer from the address of this page. There is nothing to do here.");
  }

  private static void again(Exchange exchange, int status, String why) throws IOException {
    HtmlPage.send(
        exchange,
        status,
        "Token",
        """
        <p>%s</p>
        <p><a href="/oauth/token/request">Request a token</a></p>
        """
            .formatted(HtmlPage.escape(why)),
        "");
  }
}
