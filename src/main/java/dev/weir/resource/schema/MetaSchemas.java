package dev.weir.resource.schema;

/** Parts that kinds of every group share (Kubernetes meta/v1 and core/v1). */
final class MetaSchemas {
  static final Schema STRINGS = new Schema.Values(Schema.STRING);

  static final Schema.Fields OBJECT_REFERENCE =
      Shape.of("io.k8s.api.core.v1.ObjectReference", "Names another object.")
          .with("kind", Schema.STRING, "Kind of the object.")
          .with("namespace", Schema.STRING, "Namespace of the object.")
          .with("name", Schema.STRING, "Name of the object.")
          .with("uid", Schema.STRING, "UID of the object.")
          .with("apiVersion", Schema.STRING, "API version of the object.")
          .with("resourceVersion", Schema.STRING, "Version of the object.")
          .with("fieldPath", Schema.STRING, "A part of the object.")
          .done();

  private static final Schema.Fields OWNER_REFERENCE =
      Shape.of("io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference", "Names the owner.")
          .with("apiVersion", Schema.STRING, "API version of the owner.")
          .with("kind", Schema.STRING, "Kind of the owner.")
          .with("name", Schema.STRING, "Name of the owner.")
          .with("uid", Schema.STRING, "UID of the owner.")
          .with("controller", Schema.BOOLEAN, "The owner manages the object.")
          .with("blockOwnerDeletion", Schema.BOOLEAN, "The owner waits for the object to go.")
          .done();

  static final Schema.Fields OBJECT_META =
      Shape.of("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "What every object has.")
          .with("name", Schema.STRING, "Name, unique in its namespace.")
          .with("generateName", Schema.STRING, "Beginning of a name that the server completes.")
          .with("namespace", Schema.STRING, "Namespace of the object.")
          .with("selfLink", Schema.STRING, "No longer used.")
          .with("uid", Schema.STRING, "Unique over time; given by the server.")
          .with("resourceVersion", Schema.STRING, "Changes with each write; for comparison only.")
          .with("generation", Schema.INT64, "Counts the changes of the desired state.")
          .with("creationTimestamp", Schema.TIME, "When the object was made.")
          .with("deletionTimestamp", Schema.TIME, "When the object is to go.")
          .with("deletionGracePeriodSeconds", Schema.INT64, "Time to go in peace.")
          .with("labels", STRINGS, "Keys and values to select by.")
          .with("annotations", STRINGS, "Keys and values for tools.")
          .list("ownerReferences", OWNER_REFERENCE, "uid", "Objects that this one depends on.")
          .list("finalizers", Schema.STRING, "", "What must be done before the object goes.")
          .list("managedFields", Schema.ANYTHING, "Who set which field.")
          .done();

  static final Schema.Fields STATUS =
      Shape.of("io.k8s.apimachinery.pkg.apis.meta.v1.Status", "The outcome of something.")
          .with("apiVersion", Schema.STRING, "Version of the schema of this object.")
          .with("kind", Schema.STRING, "Kind of this object.")
          .with("metadata", Schema.ANYTHING, "List metadata.")
          .with("status", Schema.STRING, "Success or Failure.")
          .with("message", Schema.STRING, "For people.")
          .with("reason", Schema.STRING, "For programs.")
          .with("details", Schema.ANYTHING, "More on the reason.")
          .with("code", Schema.INT32, "HTTP status code.")
          .done();

  private MetaSchemas() {}
}
