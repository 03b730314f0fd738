package dev.weir.project;

import dev.weir.access.User;

/** Which namespaces a user gets to see as projects. */
public interface NamespaceVisibility {
  boolean isVisible(User user, String namespace);
}
