package dev.weir.remote.mirror;

import dev.weir.remote.repository.Location;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What mappings must be before anybody is asked (cli.md 5). */
public final class MappingRules {
  static final String WILDCARDS =
      "when source contains wildcards, the destination must be a repository";

  private MappingRules() {}

  /**
   * Looks at mappings alone.
   *
   * @throws IllegalArgumentException with what is wrong, as users are told it
   */
  public static void check(List<Mapping> mappings) {
    Set<String> tagged = new HashSet<>();
    for (Mapping mapping : mappings) {
      Location source = mapping.source();
      Location target = mapping.target();
      if (source.equals(target) || source.text().equals(target.text())) {
        throw new IllegalArgumentException("SRC and DST may not be the same");
      }
      if (!target.digest().isEmpty()) {
        throw new IllegalArgumentException(
            "you must specify a tag for DST or leave it blank to only push by digest");
      }
      if (TagPattern.isPattern(target.tag())) {
        throw new IllegalArgumentException(WILDCARDS);
      }
      if (!target.tag().isEmpty() && !tagged.add(target.text())) {
        throw twice(target);
      }
    }
  }

  static IllegalArgumentException twice(Location target) {
    return new IllegalArgumentException(
        "each destination tag may only be specified once: " + target.text());
  }
}
