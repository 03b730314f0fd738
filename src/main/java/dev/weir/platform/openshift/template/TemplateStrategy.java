package dev.weir.platform.openshift.template;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Templates: objects with parameters, which {@code oc process --local} fills in. */
final class TemplateStrategy implements Strategy {
  private static final Pattern PARAMETER = Pattern.compile("[a-zA-Z0-9_]+");
  private static final int MAX_SHOWN = 80;

  @Override
  public void fillDefaults(ObjectNode template) {
    if (!template.hasNonNull("objects")) {
      template.putArray("objects");
    }
  }

  @Override
  public List<FieldProblem> validate(ObjectNode template) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    ArrayNode parameters = Json.arrayAt(template, "parameters");
    for (int i = 0; i < parameters.size(); i++) {
      String at = "parameters[" + i + "].name";
      String name = Json.string(parameters.get(i), "name");
      if (name.isEmpty()) {
        problems.add(FieldProblem.required(at, ""));
      } else if (!PARAMETER.matcher(name).matches()) {
        problems.add(FieldProblem.invalid(at, name, "does not match ^[a-zA-Z0-9_]+$"));
      } else if (!names.add(name)) {
        problems.add(FieldProblem.duplicate(at, name));
      }
    }
    return problems;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Description", "What the template is for."),
            TableView.Column.of("Parameters", "How many there are, and how many need a value."),
            TableView.Column.number("Objects", "How many objects it makes.")),
        (template, _) ->
            List.of(
                Meta.name(template),
                description(Meta.annotation(template, "description")),
                parameters(Json.arrayAt(template, "parameters")),
                Json.arrayAt(template, "objects").size()));
  }

  private static String description(String text) {
    int line = text.indexOf('\n');
    String first = line < 0 ? text : text.substring(0, line) + "...";
    return first.length() > MAX_SHOWN ? first.substring(0, MAX_SHOWN - 3).strip() + "..." : first;
  }

  private static String parameters(ArrayNode parameters) {
    int blank = 0;
    int generated = 0;
    for (JsonNode parameter : parameters) {
      if (Json.string(parameter, "value").isEmpty()) {
        if (Json.string(parameter, "generate").isEmpty()) {
          blank++;
        } else {
          generated++;
        }
      }
    }
    if (blank > 0) {
      return "%d (%d blank)".formatted(parameters.size(), blank);
    }
    return generated > 0
        ? "%d (%d generated)".formatted(parameters.size(), generated)
        : "%d (all set)".formatted(parameters.size());
  }
}
