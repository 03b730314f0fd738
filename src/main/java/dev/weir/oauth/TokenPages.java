package dev.weir.oauth;

import static dev.weir.web.Html.element;

import dev.weir.access.AuthorizationCodes;
import dev.weir.http.Exchange;
import dev.weir.web.Csrf;
import dev.weir.web.Form;
import dev.weir.web.Html;
import dev.weir.web.HtmlPage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The pages under {@code /oauth/token/}, where people get a token without a program. */
final class TokenPages {
  private static final String REQUEST = "/oauth/token/request";

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
      new HtmlPage(
              "Your token is ready",
              Html.form(
                  csrf.field(exchange),
                  Html.hidden("code", exchange.query("code")),
                  element("button", "Display token")))
          .send(exchange, 200);
    }
  }

  private void show(Exchange exchange) throws IOException {
    Issuer issuer = issuers.of(exchange);
    Form form = Form.read(exchange);
    if (!csrf.proves(exchange, form, issuer.url())) {
      again(exchange, 403, "The form has expired, or cookies are off.");
      return;
    }
    var claim = new AuthorizationCodes.Claim(Client.BROWSER.id(), issuer.at(Issuer.DISPLAY), "");
    Optional<AuthorizationCodes.Redeemed> redeemed = granting.redeem(form.get("code"), claim);
    if (redeemed.isEmpty()) {
      again(exchange, 400, "The code is unknown, used or expired.");
      return;
    }
    String token = redeemed.get().token();
    String url = issuer.url();
    new HtmlPage(
            "Your token",
            element("p", "Your API token, good for 24 hours. It is shown this once:"),
            element("pre", token),
            element("p", "Log in with it:"),
            element("pre", "oc login --token=" + token + " --server=" + url),
            element("p", "Use it against the API:"),
            element(
                "pre",
                "curl -H \"Authorization: Bearer %s\" \"%s/apis/user.openshift.io/v1/users/~\""
                    .formatted(token, url)),
            element(
                "p",
                Html.text("Use it as the password of any user name at the registry. "),
                Html.link(REQUEST, "Request another token")))
        .send(exchange, 200);
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
    new HtmlPage("Token", element("p", why), element("p", Html.link(REQUEST, "Request a token")))
        .send(exchange, status);
  }
}
