package dev.weir.access;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What the roles and bindings say, beyond single decisions. Answers are as of now. */
public interface Policy {
  /**
   * All rules that hold for a user: those given everywhere, then those given in the namespace.
   *
   * @param namespace empty for what is given everywhere only
   */
  List<PolicyRule> rulesOf(User user, String namespace);

  /**
   * The rules of a role; empty if there is no such role.
   *
   * @param kind {@code Role} or {@code ClusterRole}
   * @param namespace of a Role; not looked at for a ClusterRole
   */
  Optional<List<PolicyRule>> rulesOfRole(String kind, String namespace, String name);

  /**
   * Revision of the newest change, or a later one: as long as it is the same, so are the answers.
   */
  long changedAt();

  /** Who is allowed it by a binding. */
  Holders whoCan(Attributes wanted);

  /**
   * Names that bindings name.
   *
   * @param users includes service accounts by their user names
   */
  record Holders(SortedSet<String> users, SortedSet<String> groups) {}
}
