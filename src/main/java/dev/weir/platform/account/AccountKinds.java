package dev.weir.platform.account;

import dev.weir.access.Authenticator;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import java.util.List;

/** Service accounts, and the kinds of authentication.k8s.io/v1. */
public final class AccountKinds {

  private AccountKinds() {}

  /** What a token may be bound to, so that it ends with that. */
  public record Bindable(Rest secrets, Rest pods) {}

  /**
   * The resources of these kinds.
   *
   * @param everybody knows all kinds of tokens
   */
  public static List<Rest> resources(
      StoreContext context,
      ServiceAccountTokens tokens,
      Authenticator everybody,
      Bindable bindable) {
    return List.of(
        new ServiceAccountRest(context, tokens, bindable),
        new TokenReviewRest(everybody, tokens),
        new SelfSubjectReviewRest());
  }
}
