package dev.weir.oauth;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.StoredToken;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.Optional;

/**
 * Kinds of oauth.openshift.io/v1: views of what logins left behind. Nobody makes them by hand, and
 * none of them holds a secret.
 */
public final class OAuthKinds {

  private OAuthKinds() {}

  /**
   * The kinds.
   *
   * @param apiUrl {@code https://host:port}, as clients' redirects are shown
   */
  public static List<Rest> resources(
      StoreContext objects, Tokens tokens, AuthorizationCodes codes, String apiUrl) {
    return List.of(
        new TokenRest(Kinds.OAUTH_ACCESS_TOKEN, objects, of(tokens), (_, _) -> true),
        new TokenRest(Kinds.USER_OAUTH_ACCESS_TOKEN, objects, of(tokens), OAuthKinds::isOwn),
        new TokenRest(Kinds.OAUTH_AUTHORIZE_TOKEN, objects, of(codes), (_, _) -> true),
        new ClientRest(objects, new Issuer(apiUrl)));
  }

  private static boolean isOwn(User caller, StoredToken token) {
    return token.grant().user().name().equals(caller.name())
        && token.grant().user().uid().equals(caller.uid());
  }

  private static TokenRest.Source of(Tokens tokens) {
    return new TokenRest.Source() {
      @Override
      public List<StoredToken> all() {
        return tokens.all();
      }

      @Override
      public Optional<StoredToken> named(String name) {
        return tokens.named(name);
      }

      @Override
      public boolean revoke(String name) {
        return tokens.revokeNamed(name);
      }
    };
  }

  private static TokenRest.Source of(AuthorizationCodes codes) {
    return new TokenRest.Source() {
      @Override
      public List<StoredToken> all() {
        return codes.all();
      }

      @Override
      public Optional<StoredToken> named(String name) {
        return codes.named(name);
      }

      @Override
      public boolean revoke(String name) {
        return codes.revokeNamed(name);
      }
    };
  }
}
