package dev.weir.oauth;

import dev.weir.http.Exchange;
import java.io.IOException;
import java.net.URI;

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
    String line =
        problem.isEmpty()
            ? ""
            : "<p class=\"problem\" role=\"alert\">" + HtmlPage.escape(problem) + "</p>\n";
    String purpose =
        switch (request.client()) {
          case COMMAND_LINE ->
              "A program on this machine asks for a token with your rights ("
                  + String.join(" ", request.scopes())
                  + "). Log in only if you have just started it.";
          case BROWSER, CHALLENGING -> "You will be shown a token for the command line.";
        };
    HtmlPage.send(
        exchange,
        status,
        "Log in to Weir",
        """
        %s<form method="post">
        <input type="hidden" name="csrf" value="%s">
        <label>User name <input name="username" autocomplete="username" required autofocus></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button>Log in</button>
        </form>
        <p>%s</p>
        """
            .formatted(line, HtmlPage.escape(csrf.forForm(exchange)), HtmlPage.escape(purpose)),
        target(request));
  }

  /** Browsers follow the redirect behind a form only to where the page says it may lead. */
  private static String target(AuthorizeRequest request) {
    URI uri = URI.create(request.redirectUri());
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  boolean isOurs(Exchange exchange, Form form, Issuer issuer) {
    return csrf.proves(exchange, form, issuer);
  }
}
