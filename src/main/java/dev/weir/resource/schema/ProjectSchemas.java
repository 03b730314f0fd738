package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code project.openshift.io/v1} (controllers-and-access.md 7.5). */
public final class ProjectSchemas {
  private static final String PACKAGE = "com.github.openshift.api.project.v1.";

  private ProjectSchemas() {}

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    Schema.Fields spec =
        Shape.of(PACKAGE + "ProjectSpec", "What a project shall be.")
            .list("finalizers", Schema.STRING, "What must be done before the project goes.")
            .done();
    Schema.Fields status =
        Shape.of(PACKAGE + "ProjectStatus", "What a project is.")
            .with("phase", Schema.STRING, "Active or Terminating.")
            .list("conditions", Schema.ANYTHING, "type", "Observations of the project.")
            .done();
    return Map.of(
        "Project",
        Shape.kind(PACKAGE + "Project", "A namespace as its users see it.")
            .with("spec", spec, "What the project shall be.")
            .with("status", status, "What the project is.")
            .done(),
        "ProjectRequest",
        Shape.kind(PACKAGE + "ProjectRequest", "The wish for a new project.")
            .with("displayName", Schema.STRING, "Name for people.")
            .with("description", Schema.STRING, "What the project is for.")
            .done());
  }
}
