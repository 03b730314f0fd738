package dev.weir.access;

import java.util.List;

/**
 * What a person lets a client do in the person's name (controllers-and-access.md 7.6).
 *
 * @param user name and uid count; groups are looked up whenever the grant is used
 * @param client such as {@code openshift-challenging-client}
 * @param scopes such as {@code user:full}; they narrow the user's rights
 * @param redirectUri where the client was answered
 */
public record Grant(User user, String client, List<String> scopes, String redirectUri) {
  /** Key of the scopes in {@link User#extra}. */
  public static final String SCOPES = "scopes.authorization.openshift.io";

  public Grant {
    scopes = List.copyOf(scopes);
  }
}
