package dev.weir.access;

import java.util.List;
import java.util.Map;

/**
 * A caller, known or anonymous.
 *
 * @param uid empty for users that are no objects
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  /** Members may do everything (Kubernetes convention). */
  public static final String MASTERS = "system:masters";

  public static final User ANONYMOUS =
      new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** An authenticated user without uid and extra. */
  public static User named(String name, String... groups) {
    return new User(name, "", List.of(groups), Map.of());
  }

  /** Weir's own loops. */
  public static User system(String component) {
    return named("system:weir:" + component, MASTERS, "system:authenticated");
  }

  public boolean isAnonymous() {
    return name.equals(ANONYMOUS.name());
  }
}
