package dev.weir.oauth;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Grant;
import dev.weir.access.Tokens;
import dev.weir.access.password.LoginOutcome;
import dev.weir.access.password.PasswordLogins;
import dev.weir.platform.user.SignIn;
import java.time.Duration;
import java.util.Optional;

/** From a password to a code, and from a code to a token. */
final class Granting {
  /** How long a token is good. */
  static final Duration LIFETIME = Duration.ofDays(1);

  private final PasswordLogins passwords;
  private final SignIn signIn;
  private final AuthorizationCodes codes;
  private final Tokens tokens;

  Granting(PasswordLogins passwords, SignIn signIn, AuthorizationCodes codes, Tokens tokens) {
    this.passwords = passwords;
    this.signIn = signIn;
    this.codes = codes;
    this.tokens = tokens;
  }

  LoginOutcome login(BasicLogin login, String address) throws InterruptedException {
    return passwords.login(login.user(), login.password(), address);
  }

  /** The name of somebody who tries to log in, as logs may show it. */
  String shown(BasicLogin login) {
    return passwords.shown(login.user());
  }

  /** Where the client of somebody who has shown the password goes on. */
  String answer(AuthorizeRequest request, String user) {
    Grant grant = request.grantOf(signIn.user(user));
    return request.wantsToken()
        ? request.tokenLocation(token(grant), LIFETIME.toSeconds())
        : request.codeLocation(codes.issue(grant, request.challenge()));
  }

  String token(Grant grant) {
    return tokens.issue(grant, LIFETIME);
  }

  Optional<AuthorizationCodes.Redeemed> redeem(String code, AuthorizationCodes.Claim claim) {
    return codes.redeem(code, claim, LIFETIME);
  }
}
