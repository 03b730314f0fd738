package dev.weir.resource.schema;

/** Options of requests, which are sent as objects and never stored. */
public final class OptionSchemas {
  private static final String PACKAGE = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private static final Schema.Fields PRECONDITIONS =
      Shape.of(PACKAGE + "Preconditions", "What must hold of the object.")
          .with("uid", Schema.STRING, "The object is this one.")
          .with("resourceVersion", Schema.STRING, "The object has this version.")
          .done();

  /** The body of a DELETE. */
  public static final Schema.Fields DELETE_OPTIONS =
      Shape.of(PACKAGE + "DeleteOptions", "How to delete an object.")
          .with("apiVersion", Schema.STRING, "Version of the schema of this object.")
          .with("kind", Schema.STRING, "Kind of this object.")
          .list("dryRun", Schema.STRING, "All: nothing is deleted.")
          .with("gracePeriodSeconds", Schema.INT64, "Seconds before the object goes.")
          .with("orphanDependents", Schema.BOOLEAN, "Objects that belong to it stay.")
          .with("propagationPolicy", Schema.STRING, "What becomes of objects that belong to it.")
          .with("preconditions", PRECONDITIONS, "What must hold of the object.")
          .done();

  private OptionSchemas() {}
}
