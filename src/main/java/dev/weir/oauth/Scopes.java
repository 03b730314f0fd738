package dev.weir.oauth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a token may be narrowed to (controllers-and-access.md 7.6). */
final class Scopes {
  static final List<String> OF_USERS =
      List.of("user:check-access", "user:full", "user:info", "user:list-projects");

  private static final String ALL = "user:full";

  /** {@code role:CLUSTERROLE:NAMESPACE} or {@code …:*}; a {@code :!} lets it touch secrets. */
  private static final Pattern OF_ROLE =
      Pattern.compile("role:[^\\s\\p{Cntrl}]{1,253}:(\\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)(:!)?");

  private static final int MOST = 32;

  private Scopes() {}

  /** Reads a list with blanks between; empty if one is unknown. Nothing asked for is everything. */
  static Optional<List<String>> parse(String text) {
    if (text.isBlank()) {
      return Optional.of(List.of(ALL));
    }
    List<String> asked = List.of(text.strip().split(" +", -1));
    boolean known =
        asked.size() <= MOST
            && asked.stream().allMatch(s -> OF_USERS.contains(s) || OF_ROLE.matcher(s).matches());
    return known ? Optional.of(asked.stream().distinct().toList()) : Optional.empty();
  }
}
