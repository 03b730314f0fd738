package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code user.openshift.io/v1} (controllers-and-access.md 7.1). */
public final class UserSchemas {
  private static final String PACKAGE = "com.github.openshift.api.user.v1.";

  private UserSchemas() {}

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    return Map.of(
        "User",
        Shape.kind(PACKAGE + "User", "Somebody who may log in.")
            .with("fullName", Schema.STRING, "Name for people.")
            .list("identities", Schema.STRING, "Names of the logins that are this user.")
            .list("groups", Schema.STRING, "No longer used; groups name their users.")
            .done(),
        "Group",
        Shape.kind(PACKAGE + "Group", "Users who have rights together.")
            .list("users", Schema.STRING, "Names of the users.")
            .done(),
        "Identity",
        Shape.kind(PACKAGE + "Identity", "A login at an identity provider.")
            .with("providerName", Schema.STRING, "Name of the provider.")
            .with("providerUserName", Schema.STRING, "Name that the provider knows.")
            .with("user", MetaSchemas.OBJECT_REFERENCE, "The user that logs in with it.")
            .with("extra", MetaSchemas.STRINGS, "What the provider tells besides.")
            .done());
  }
}
