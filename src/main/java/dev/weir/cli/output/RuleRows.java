package dev.weir.cli.output;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Rules of roles as a table: a row for each resource or path, with all the verbs that any rule
 * grants on it. Rows stand in kubectl's order, by their verbs first.
 */
public final class RuleRows {
  /** What one row is about; the texts are empty where they do not apply. */
  private record Subject(String group, String resource, String name, String path) {
    private String key(String verbs) {
      return String.join(
          ",", verbs, list(group), list(resource), name.isEmpty() ? "[]" : list(name), path);
    }

    private String row(String verbs) {
      return String.join(
          "\t",
          qualified(),
          path.isEmpty() ? "[]" : list(path),
          name.isEmpty() ? "[]" : list(name),
          verbs);
    }

    /** {@code imagestreams.image.openshift.io/layers}. */
    private String qualified() {
      int slash = resource.indexOf('/');
      String plural = slash < 0 ? resource : resource.substring(0, slash);
      String part = slash < 0 ? "" : resource.substring(slash);
      return group.isEmpty() ? resource : plural + "." + group + part;
    }

    private static String list(String word) {
      return "[" + word + "]";
    }
  }

  private RuleRows() {}

  /** Cells with tabs between: resource, paths, names, verbs. */
  public static List<String> of(Iterable<JsonNode> rules) {
    Map<Subject, Set<String>> verbs = new LinkedHashMap<>();
    for (JsonNode rule : rules) {
      for (Subject subject : subjects(rule)) {
        words(rule, "verbs")
            .forEach(verbs.computeIfAbsent(subject, _ -> new LinkedHashSet<>())::add);
      }
    }
    Map<String, String> rows = new TreeMap<>();
    verbs.forEach(
        (subject, granted) -> {
          String list = "[" + String.join(" ", granted) + "]";
          rows.put(subject.key(list), subject.row(list));
        });
    return List.copyOf(rows.values());
  }

  private static List<Subject> subjects(JsonNode rule) {
    List<Subject> found = new ArrayList<>();
    words(rule, "nonResourceURLs").forEach(path -> found.add(new Subject("", "", "", path)));
    List<String> names = words(rule, "resourceNames");
    for (String group : words(rule, "apiGroups")) {
      for (String resource : words(rule, "resources")) {
        for (String name : names.isEmpty() ? List.of("") : names) {
          found.add(new Subject(group, resource, name, ""));
        }
      }
    }
    return found;
  }

  private static List<String> words(JsonNode rule, String member) {
    return Json.arrayAt(rule, member).valueStream().map(word -> word.asString("")).toList();
  }
}
