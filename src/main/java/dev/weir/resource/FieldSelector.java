package dev.weir.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A field selector in its text form: {@code metadata.name=a,type!=b}. */
public record FieldSelector(List<Requirement> requirements) {
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  public record Requirement(String field, boolean negated, String value) {}

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException saying which part cannot be read
   */
  public static FieldSelector parse(String text) {
    if (text.isBlank()) {
      return EVERYTHING;
    }
    List<Requirement> found = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            "invalid selector: '" + text + "'; can't understand '" + part + "'");
      }
      boolean negated = part.charAt(equals - 1) == '!';
      String field = part.substring(0, negated ? equals - 1 : equals).strip();
      int value = part.startsWith("==", equals) ? equals + 2 : equals + 1;
      found.add(new Requirement(field, negated, part.substring(value).strip()));
    }
    return new FieldSelector(found);
  }

  /**
   * Decides with a function that gives each field's value.
   *
   * @param valueOf value of a field that the kind supports
   */
  public boolean matches(Function<String, String> valueOf) {
    return requirements.stream()
        .allMatch(r -> r.value().equals(valueOf.apply(r.field())) != r.negated());
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }
}
