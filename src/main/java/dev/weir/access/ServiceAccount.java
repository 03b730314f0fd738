package dev.weir.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service account as a caller (controllers-and-access.md 7.5).
 *
 * @param uid of the object; another account of the same name has another one
 */
public record ServiceAccount(String namespace, String name, String uid) {
  /** Group of all service accounts. */
  public static final String EVERY_ACCOUNT = "system:serviceaccounts";

  private static final String PREFIX = "system:serviceaccount:";

  /** {@code system:serviceaccount:<namespace>:<name>}. */
  public static String userName(String namespace, String name) {
    return PREFIX + namespace + ":" + name;
  }

  /** The namespace, if a user's name is that of a service account. */
  public static Optional<String> namespaceOf(String userName) {
    int colon = userName.indexOf(':', PREFIX.length());
    return userName.startsWith(PREFIX) && colon > 0
        ? Optional.of(userName.substring(PREFIX.length(), colon))
        : Optional.empty();
  }

  /** Group of the service accounts of a namespace. */
  public static String groupOf(String namespace) {
    return EVERY_ACCOUNT + ":" + namespace;
  }

  public String userName() {
    return userName(namespace, name);
  }

  /** The caller that the account is, with what else its token says. */
  public User user(Map<String, List<String>> extra) {
    return new User(
        userName(), uid, List.of(EVERY_ACCOUNT, groupOf(namespace), "system:authenticated"), extra);
  }
}
