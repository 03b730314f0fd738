package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.Denials;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.Right;
import java.util.Optional;

/**
 * Who calls and what they may (registry.md 3.2, 3.3). Callers that could do better with a login get
 * 401 and a challenge; known users without the right get 403, which clients show as it is.
 */
final class Access {
  private final Authenticator authenticator;
  private final Authorizer authorizer;

  private final Realm realm;

  Access(Authenticator authenticator, Authorizer authorizer, Realm realm) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.realm = realm;
  }

  /**
   * The user behind a token; empty if it is not valid.
   *
   * @throws dev.weir.resource.StatusException 503 if nobody can tell
   */
  Optional<User> user(Credentials.Token token) {
    return switch (authenticator.recognise(token.value())) {
      case Recognition.Known(User user) -> Optional.of(user);
      case Recognition.Stranger _ -> Optional.empty();
      case Recognition.Unasked(String reason) -> throw Denials.unrecognised(reason).exception();
    };
  }

  /**
   * The caller; anonymous without credentials.
   *
   * @param scope what the challenge offers if the credentials are bad; may be empty
   */
  User caller(Exchange http, String scope) {
    User caller =
        switch (Credentials.read(http.header("Authorization"))) {
          case Credentials.None _, Credentials.Anonymous _ -> User.ANONYMOUS;
          case Credentials.Unreadable _ -> throw badCredentials(http, scope);
          case Credentials.Token token ->
              user(token).orElseThrow(() -> badCredentials(http, scope));
        };
    AuditNote.of(http.request()).caller(caller);
    return caller;
  }

  /**
   * The caller, who has the right on the repository.
   *
   * @param scope all that the request could need, for the challenge
   */
  User require(Exchange http, Right right, StreamName repository, String scope) {
    User user = caller(http, scope);
    require(http, user, right.on(repository), scope, advice(right, repository));
    return user;
  }

  /** Does not tell whether the project is there, which is not everybody's business. */
  private static String advice(Right right, StreamName repository) {
    return "ask for the role "
        + right.role()
        + ", or make the project if there is none: weir new-project "
        + repository.namespace();
  }

  /**
   * Goes on with what this caller may do only.
   *
   * @throws dev.weir.resource.StatusException 503 if nobody can tell
   */
  void require(Exchange http, User user, Attributes wanted, String scope, String advice) {
    AuditNote.of(http.request()).wanted(wanted);
    switch (authorizer.authorize(user, wanted)) {
      case Decision.Allowed _ -> AuditNote.of(http.request()).permitted(wanted);
      case Decision.Denied(String _, String detail) ->
          throw user.isAnonymous()
              ? loginRequired(http, scope)
              : RegistryErrors.DENIED.refuse(
                  Denials.inProject(user, wanted, detail) + "; " + advice);
      case Decision.Unknown(String reason) -> throw Denials.undecided(wanted, reason).exception();
    }
  }

  /** What the audit log says that the request does, where that is more than what was asked last. */
  void does(Exchange http, Attributes done) {
    AuditNote.of(http.request()).permitted(done);
  }

  /** False also if nobody can tell. */
  boolean may(User user, Attributes wanted) {
    return authorizer.allows(user, wanted);
  }

  /**
   * The answer to nobody, who would need to be somebody: tells clients how to log in.
   *
   * @param scope what for; may be empty
   */
  Refusal loginRequired(Exchange http, String scope) {
    return unauthorized(http, "authentication required", scope, "");
  }

  private Refusal badCredentials(Exchange http, String scope) {
    return unauthorized(
        http,
        "the token is not valid; log in again with any user name and a current API token",
        scope,
        "invalid_token");
  }

  private Refusal unauthorized(Exchange http, String message, String scope, String error) {
    StringBuilder challenge = new StringBuilder("Bearer ").append(realm.challenge(http));
    if (!scope.isEmpty()) {
      challenge.append(",scope=\"").append(scope).append('"');
    }
    if (!error.isEmpty()) {
      challenge.append(",error=\"").append(error).append('"');
    }
    return RegistryErrors.UNAUTHORIZED
        .refuse(message)
        .header("WWW-Authenticate", challenge.toString());
  }
}
