package dev.weir.oauth;

import static dev.weir.web.Html.element;

import dev.weir.http.Exchange;
import dev.weir.web.Csrf;
import dev.weir.web.Form;
import dev.weir.web.Html;
import dev.weir.web.HtmlPage;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;

/** The form in which people show their password. It is posted to where it was got. */
final class LoginForm {
  static final String TOO_MANY = "Too many logins failed or wait. Try again in a minute.";

  private final Csrf csrf;

  LoginForm(Csrf csrf) {
    this.csrf = csrf;
  }

  /**
   * Shows the form.
   *
   * @param problem why the last try failed; empty at the first
   */
  void show(Exchange exchange, int status, AuthorizeRequest request, String problem)
      throws IOException {
    Stream<Html> line =
        Stream.of(problem)
            .filter(text -> !text.isEmpty())
            .map(text -> element("p", text).with("class", "problem").with("role", "alert"));
    Stream<Html> rest = Stream.of(fields(exchange), element("p", purpose(request)), other(request));
    new HtmlPage("Log in to Weir", Stream.concat(line, rest).toList(), target(request))
        .send(exchange, status);
  }

  private Html fields(Exchange exchange) {
    return Html.form(
        csrf.field(exchange),
        element(
            "label",
            Html.text("User name "),
            Html.input("username")
                .with("autocomplete", "username")
                .flagged("required")
                .flagged("autofocus")),
        element(
            "label",
            Html.text("Password "),
            Html.input("password")
                .with("type", "password")
                .with("autocomplete", "current-password")
                .flagged("required")),
        element("button", "Log in"));
  }

  private static Html other(AuthorizeRequest request) {
    return request.client() == Client.CONSOLE
        ? element("p", Html.link("/console/token", "Log in with a token instead"))
        : Html.text("");
  }

  private static String purpose(AuthorizeRequest request) {
    return switch (request.client()) {
      case COMMAND_LINE ->
          "A program on this machine asks for a token with your rights ("
              + String.join(" ", request.scopes())
              + "). Log in only if you have just started it.";
      case CONSOLE -> "You will be taken to the console.";
      case BROWSER, CHALLENGING -> "You will be shown a token for the command line.";
    };
  }

  /** Browsers follow the redirect behind a form only to where the page says it may lead. */
  private static String target(AuthorizeRequest request) {
    URI uri = URI.create(request.redirectUri());
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  boolean isOurs(Exchange exchange, Form form, Issuer issuer) {
    return csrf.proves(exchange, form, issuer.url());
  }
}
