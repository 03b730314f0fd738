package dev.weir.registry.request;

import dev.weir.access.Attributes;
import dev.weir.reference.StreamName;

/** What an action needs of its caller on the repository (registry.md 3.3). */
public enum Right {
  PULL("get", "pull", "system:image-puller"),

  /** To see it; what may be deleted there is asked when it is known what it is. */
  DELETE("get", "delete", "system:image-puller"),
  PUSH("update", "pull,push", "system:image-pusher or system:image-builder");

  private final String verb;
  private final String scope;
  private final String role;

  Right(String verb, String scope, String role) {
    this.verb = verb;
    this.scope = scope;
    this.role = role;
  }

  /** The right on the layers of a stream, as policies name it. */
  public Attributes on(StreamName repository) {
    return Attributes.layers(verb, repository.namespace(), repository.name());
  }

  /** What is done there, as the audit log names it. */
  public Attributes deed(StreamName repository) {
    return this == DELETE
        ? Attributes.layers("delete", repository.namespace(), repository.name())
        : on(repository);
  }

  /** As challenges name it, and clients ask for it at the token endpoint (registry.md 2.8). */
  public String scope(StreamName repository) {
    return "repository:" + repository + ":" + scope;
  }

  /** A role that holds the right. */
  public String role() {
    return role;
  }
}
