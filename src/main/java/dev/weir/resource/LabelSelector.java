package dev.weir.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A label selector in its text form: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}. */
public record LabelSelector(List<Requirement> requirements) {
  private static final Pattern SET =
      Pattern.compile("(?<key>[^\\s!=(),]+)\\s+(?<op>in|notin)\\s*\\((?<values>[^()]*)\\)");
  private static final Pattern EQUALITY =
      Pattern.compile("(?<key>[^\\s!=(),]+)\\s*(?<op>==|=|!=)\\s*(?<value>[^\\s!=(),]*)");
  private static final Pattern EXISTS = Pattern.compile("(?<not>!\\s*)?(?<key>[^\\s!=(),]+)");

  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** The value of the key must, or must not, be one of the values; no values: must exist. */
  public record Requirement(String key, boolean negated, boolean exists, List<String> values) {
    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      boolean found = exists ? value != null : value != null && values.contains(value);
      return found != negated;
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException saying which part cannot be read
   */
  public static LabelSelector parse(String text) {
    if (text.isBlank()) {
      return EVERYTHING;
    }
    List<Requirement> found = new ArrayList<>();
    for (String part : text.split(",(?![^(]*\\))", -1)) {
      found.add(requirement(part.strip()));
    }
    return new LabelSelector(found);
  }

  /**
   * Reads the form in which objects hold selectors: {@code matchLabels}, {@code matchExpressions}.
   */
  public static LabelSelector of(JsonNode selector) {
    List<Requirement> found = new ArrayList<>();
    Json.objectAt(selector, "matchLabels")
        .forEachEntry(
            (key, value) ->
                found.add(new Requirement(key, false, false, List.of(value.asString("")))));
    for (JsonNode expression : Json.arrayAt(selector, "matchExpressions")) {
      String operator = Json.string(expression, "operator");
      List<String> values = new ArrayList<>();
      Json.arrayAt(expression, "values").forEach(value -> values.add(value.asString("")));
      found.add(
          new Requirement(
              Json.string(expression, "key"),
              operator.equals("NotIn") || operator.equals("DoesNotExist"),
              operator.equals("Exists") || operator.equals("DoesNotExist"),
              values));
    }
    return new LabelSelector(found);
  }

  private static Requirement requirement(String part) {
    var set = SET.matcher(part);
    if (set.matches()) {
      List<String> values =
          Arrays.stream(set.group("values").split(",", -1)).map(String::strip).toList();
      return new Requirement(set.group("key"), set.group("op").equals("notin"), false, values);
    }
    var equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      boolean negated = equality.group("op").equals("!=");
      return new Requirement(
          equality.group("key"), negated, false, List.of(equality.group("value")));
    }
    var exists = EXISTS.matcher(part);
    if (exists.matches()) {
      return new Requirement(exists.group("key"), exists.group("not") != null, true, List.of());
    }
    throw new IllegalArgumentException("unable to parse requirement: \"" + part + "\"");
  }

  public boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(r -> r.matches(labels));
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }
}
