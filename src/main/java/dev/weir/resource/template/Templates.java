package dev.weir.resource.template;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.OldKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Templates (template.openshift.io/v1) filled in, as OpenShift does it.
 *
 * @param random for what is made up; a good one, since passwords are made of it
 * @param characters that values and labels may put into the objects of one template
 */
public record Templates(RandomGenerator random, long characters) {

  /**
   * A template with values for all its parameters, and with its objects made of them.
   *
   * @param template stays as it is
   * @throws dev.weir.resource.StatusException 422 if a value is missing or cannot be made up, 400
   *     if the objects became too large
   */
  public ObjectNode filled(ObjectNode template) {
    Room room = new Room(characters);
    List<FieldProblem> problems = new ArrayList<>();
    ObjectNode filled = template.deepCopy();
    Substitution values = new Substitution(values(filled, room, problems), room);
    require(template, problems);

    ObjectNode labels = values.in(Json.objectAt(template, "labels"));
    long labelled = labels.isEmpty() ? 0 : labels.toString().length();
    ArrayNode objects = Json.array();
    for (JsonNode object : Json.arrayAt(template, "objects")) {
      room.take(labelled);
      String at = "item[" + objects.size() + "]";
      objects.add(filled(object, values, labels, at, problems));
    }
    require(template, problems);
    filled.set("objects", objects);
    if (!labels.isEmpty()) {
      filled.set("labels", labels);
    }
    if (template.path("message").isString()) {
      filled.put("message", values.in(Json.string(template, "message")));
    }
    return filled;
  }

  private static void require(ObjectNode template, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.TEMPLATE, Meta.name(template), problems).exception();
    }
  }

  /** Values by name; those that are made up are noted in the template. */
  private Map<String, String> values(ObjectNode template, Room room, List<FieldProblem> problems) {
    Map<String, String> values = new HashMap<>();
    ArrayNode parameters = Json.arrayAt(template, "parameters");
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i) instanceof ObjectNode parameter) {
        String at = "template.parameters[" + i + "]";
        String name = Json.string(parameter, "name");
        values.put(name, value(parameter, at, room, problems));
      }
    }
    return values;
  }

  private String value(ObjectNode parameter, String at, Room room, List<FieldProblem> problems) {
    String given = Json.string(parameter, "value");
    String generator = Json.string(parameter, "generate");
    String name = Json.string(parameter, "name");
    if (!given.isEmpty()) {
      return given;
    }
    if (!generator.isEmpty() && !generator.equals("expression")) {
      String why = "Unknown generator name '" + generator + "' for parameter " + name;
      problems.add(FieldProblem.invalid(at, generator, why));
      return "";
    }
    String value = "";
    if (!generator.isEmpty()) {
      try {
        value = new ValueExpression(random, room).value(Json.string(parameter, "from"));
        parameter.put("value", value);
      } catch (ValueExpression.BadExpressionException e) {
        problems.add(FieldProblem.invalid(at + ".from", name, String.valueOf(e.getMessage())));
        return "";
      }
    }
    if (value.isEmpty() && parameter.path("required").asBoolean(false)) {
      problems.add(
          FieldProblem.required(
              at, at + ": parameter " + name + " is required and must be specified"));
    }
    return value;
  }

  private static JsonNode filled(
      JsonNode object,
      Substitution values,
      ObjectNode labels,
      String at,
      List<FieldProblem> problems) {
    if (!(object instanceof ObjectNode written)) {
      problems.add(new FieldProblem("FieldValueInvalid", at, "Invalid value: it is no object"));
      return object;
    }
    ObjectNode filled = values.in(written);
    loseNamespace(written, filled);
    OldKinds.today(Json.string(filled, "apiVersion"), Json.string(filled, "kind"))
        .ifPresent(today -> filled.put("apiVersion", today));
    if (labels.isEmpty()) {
      return filled;
    }
    if (filled.has("items") && !filled.has("metadata")) {
      problems.add(
          new FieldProblem(
              "FieldValueInvalid",
              at + ".labels",
              "Invalid value: label could not be applied: a list of objects has no labels; write"
                  + " its objects into the template"));
      return filled;
    }
    Json.ensureObject(Meta.of(filled), "labels").setAll(labels.deepCopy());
    return filled;
  }

  /** Objects go where the template is used, unless a parameter says elsewhere. */
  private static void loseNamespace(ObjectNode written, ObjectNode filled) {
    String namespace = Json.string(Json.objectAt(written, "metadata"), "namespace");
    if (!Substitution.namesParameters(namespace)
        && filled.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("namespace");
    }
  }
}
