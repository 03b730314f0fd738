package dev.weir.oauth;

import dev.weir.access.User;
import dev.weir.access.password.LoginOutcome;
import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.resource.StatusException;
import dev.weir.web.Form;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code /oauth/authorize}: programs get a Basic challenge, but only if they send {@code
 * X-CSRF-Token}, which a foreign page cannot make a browser send; people get a form.
 */
final class Authorize {
  private static final String CHALLENGE = "Basic realm=\"openshift\"";
  private static final String NO_HEADER =
      "A non-empty X-CSRF-Token header is required to receive basic-auth challenges";

  private final Granting granting;
  private final LoginForm form;
  private final Issuers issuers;

  Authorize(Granting granting, LoginForm form, Issuers issuers) {
    this.granting = granting;
    this.form = form;
    this.issuers = issuers;
  }

  void answer(Exchange exchange) throws IOException, InterruptedException {
    Issuer issuer = issuers.of(exchange);
    switch (AuthorizeRequest.read(exchange::query, issuer)) {
      case AuthorizeRequest.Refused(OAuthError error) -> OAuthAnswers.error(exchange, error);
      case AuthorizeRequest.SentBack(String location) -> OAuthAnswers.redirect(exchange, location);
      case AuthorizeRequest.Valid(AuthorizeRequest request) -> {
        if (request.client().answersChallenges()) {
          challenge(exchange, request);
        } else if (exchange.method().equals("POST")) {
          filledIn(exchange, issuer, request);
        } else {
          form.show(exchange, 200, request, "");
        }
      }
    }
  }

  private void challenge(Exchange exchange, AuthorizeRequest request)
      throws IOException, InterruptedException {
    if (exchange.method().equals("POST")) {
      OAuthAnswers.error(exchange, OAuthAnswers.NOT_ALLOWED);
      return;
    }
    if (exchange.header("X-CSRF-Token").orElse("").isEmpty()) {
      exchange.addHeader("Warning", "199 Origin \"" + NO_HEADER + "\"");
      OAuthAnswers.error(exchange, OAuthError.ACCESS_DENIED.saying(NO_HEADER));
      return;
    }
    Optional<BasicLogin> login = BasicLogin.read(exchange.header("Authorization"));
    if (login.isEmpty()) {
      exchange.setHeader("WWW-Authenticate", CHALLENGE);
      OAuthAnswers.error(
          exchange, OAuthError.ACCESS_DENIED.saying("a user name and a password are needed"));
      return;
    }
    switch (judged(exchange, login.get())) {
      case LoginOutcome.Accepted(String user) -> accepted(exchange, request, user);
      case LoginOutcome.Refused() -> {
        exchange.setHeader("WWW-Authenticate", CHALLENGE);
        OAuthAnswers.error(
            exchange, OAuthError.ACCESS_DENIED.saying("the user name or the password is wrong"));
      }
      case LoginOutcome.TooMany(Duration wait) -> {
        OAuthAnswers.retryAfter(exchange, wait);
        OAuthAnswers.error(exchange, OAuthError.TOO_MANY.saying(LoginForm.TOO_MANY));
      }
    }
  }

  private void filledIn(Exchange exchange, Issuer issuer, AuthorizeRequest request)
      throws IOException, InterruptedException {
    Form filled = Form.read(exchange);
    if (!form.isOurs(exchange, filled, issuer)) {
      form.show(exchange, 403, request, "The form has expired, or cookies are off. Try again.");
      return;
    }
    BasicLogin login = new BasicLogin(filled.get("username"), filled.get("password"));
    switch (judged(exchange, login)) {
      case LoginOutcome.Accepted(String user) -> accepted(exchange, request, user);
      case LoginOutcome.Refused() ->
          form.show(exchange, 401, request, "The user name or the password is wrong.");
      case LoginOutcome.TooMany(Duration wait) -> {
        OAuthAnswers.retryAfter(exchange, wait);
        form.show(exchange, 429, request, LoginForm.TOO_MANY);
      }
    }
  }

  private LoginOutcome judged(Exchange exchange, BasicLogin login) throws InterruptedException {
    LoginOutcome outcome = granting.login(login, exchange.remoteAddress());
    AuditNote.of(exchange.request())
        .login(granting.shown(login), outcome instanceof LoginOutcome.Accepted);
    return outcome;
  }

  private void accepted(Exchange exchange, AuthorizeRequest request, String user)
      throws IOException {
    AuditNote.of(exchange.request()).caller(User.named(user));
    OAuthAnswers.redirect(exchange, location(request, user));
  }

  private String location(AuthorizeRequest request, String user) {
    try {
      return granting.answer(request, user);
    } catch (StatusException refusal) {
      return request.errorLocation(OAuthError.ACCESS_DENIED.saying(refusal.status().message()));
    }
  }
}
