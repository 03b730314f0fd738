package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code template.openshift.io/v1}. */
public final class TemplateSchemas {
  private static final String PACKAGE = "com.github.openshift.api.template.v1.";

  private TemplateSchemas() {}

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    Schema parameter =
        Shape.of(PACKAGE + "Parameter", "Something that differs from use to use.")
            .with("name", Schema.STRING, "Name, written ${NAME} in the objects.")
            .with("displayName", Schema.STRING, "Name for people.")
            .with("description", Schema.STRING, "What it is for.")
            .with("value", Schema.STRING, "Value, if no other is given.")
            .with("generate", Schema.STRING, "expression, if a value shall be made up.")
            .with("from", Schema.STRING, "What made up values look like.")
            .with("required", Schema.BOOLEAN, "There must be a value.")
            .done();
    return Map.of(
        "Template",
        Shape.kind(PACKAGE + "Template", "Objects with parameters.")
            .with("message", Schema.STRING, "What users are told when they have used it.")
            .list("objects", Schema.ANYTHING, "The objects.")
            .list("parameters", parameter, "name", "What differs from use to use.")
            .with("labels", MetaSchemas.STRINGS, "Labels of all the objects.")
            .done());
  }
}
