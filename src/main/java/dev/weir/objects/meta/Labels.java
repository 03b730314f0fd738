package dev.weir.objects.meta;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The grammar of labels (Kubernetes, "Labels and Selectors"). */
public final class Labels {
  private static final Pattern KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private static final int LONGEST_VALUE = 63;

  private Labels() {}

  static List<FieldProblem> validate(String field, @Nullable JsonNode labels) {
    if (labels == null || labels.isNull()) {
      return List.of();
    }
    if (!labels.isObject()) {
      return List.of(FieldProblem.invalid(field, Json.text(labels), "must be an object"));
    }
    List<FieldProblem> problems = new ArrayList<>();
    labels.forEachEntry(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            problems.add(
                FieldProblem.invalid(
                    field,
                    key,
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                        + " start and end with an alphanumeric character"));
          }
          if (!value.isString() || !VALUE.matcher(value.stringValue()).matches()) {
            String text = value.isString() ? value.stringValue() : Json.text(value);
            problems.add(
                FieldProblem.invalid(
                    field,
                    text,
                    text.length() > LONGEST_VALUE
                        ? "must be no more than " + LONGEST_VALUE + " characters"
                        : "a valid label must be an empty string or consist of alphanumeric"
                            + " characters, '-', '_' or '.', and must start and end with an"
                            + " alphanumeric character"));
          }
        });
    return problems;
  }
}
