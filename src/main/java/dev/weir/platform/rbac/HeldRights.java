package dev.weir.platform.rbac;

import dev.weir.access.Attributes;
import dev.weir.access.PolicyRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares rules with the rules that somebody holds. Pure. */
final class HeldRights {
  /** More single rights than this are not compared one by one; the rule counts as not held. */
  private static final long MOST_SINGLE_RIGHTS = 20_000;

  private final List<PolicyRule> held;

  HeldRights(List<PolicyRule> held) {
    this.held = held;
  }

  /**
   * What of the wanted rules no held rule gives, verbs of the same things together. A right is one
   * verb on one resource (and name); it must stand in one held rule.
   */
  List<PolicyRule> missing(List<PolicyRule> wanted) {
    Map<PolicyRule, TreeSet<String>> verbs = new LinkedHashMap<>();
    for (PolicyRule rule : wanted) {
      if (held.contains(rule)) {
        continue;
      }
      if (singleRights(rule) > MOST_SINGLE_RIGHTS) {
        return List.of(rule);
      }
      for (PolicyRule right : split(rule)) {
        if (held.stream().noneMatch(h -> gives(h, right))) {
          PolicyRule thing =
              new PolicyRule(
                  List.of(), right.groups(), right.resources(), right.names(), right.paths());
          verbs.computeIfAbsent(thing, _ -> new TreeSet<>()).add(right.verbs().getFirst());
        }
      }
    }
    List<PolicyRule> missing = new ArrayList<>();
    verbs.forEach(
        (thing, which) ->
            missing.add(
                new PolicyRule(
                    List.copyOf(which),
                    thing.groups(),
                    thing.resources(),
                    thing.names(),
                    thing.paths())));
    return missing.stream().sorted((a, b) -> text(a).compareTo(text(b))).toList();
  }

  private static long singleRights(PolicyRule rule) {
    long things =
        (long) rule.groups().size() * rule.resources().size() * Math.max(1, rule.names().size());
    return rule.verbs().size() * (things + rule.paths().size());
  }

  private static List<PolicyRule> split(PolicyRule rule) {
    List<PolicyRule> rights = new ArrayList<>();
    List<List<String>> names =
        rule.names().isEmpty() ? List.of(List.of()) : rule.names().stream().map(List::of).toList();
    for (String verb : rule.verbs()) {
      for (String group : rule.groups()) {
        for (String resource : rule.resources()) {
          for (List<String> name : names) {
            rights.add(
                new PolicyRule(List.of(verb), List.of(group), List.of(resource), name, List.of()));
          }
        }
      }
      for (String path : rule.paths()) {
        rights.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
      }
    }
    return rights;
  }

  private static boolean gives(PolicyRule rule, PolicyRule right) {
    String verb = right.verbs().getFirst();
    if (!right.paths().isEmpty()) {
      return rule.covers(Attributes.nonResource(verb, right.paths().getFirst()));
    }
    String resource = right.resources().getFirst();
    int slash = resource.indexOf('/');
    String name = right.names().isEmpty() ? "" : right.names().getFirst();
    return (!right.names().isEmpty() || rule.names().isEmpty())
        && rule.covers(
            new Attributes(
                verb,
                right.groups().getFirst(),
                slash < 0 ? resource : resource.substring(0, slash),
                slash < 0 ? "" : resource.substring(slash + 1),
                "",
                name,
                ""));
  }

  /** The rule as messages show it. */
  static String text(PolicyRule rule) {
    return Stream.of(
            part("APIGroups", rule.groups()),
            part("Resources", rule.resources()),
            part("ResourceNames", rule.names()),
            part("NonResourceURLs", rule.paths()),
            part("Verbs", rule.verbs()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String part(String label, List<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream()
            .map(value -> "\"" + value + "\"")
            .collect(Collectors.joining(" ", label + ":[", "]"));
  }
}
