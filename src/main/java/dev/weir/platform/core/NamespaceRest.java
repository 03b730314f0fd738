package dev.weir.platform.core;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Namespaces. Deleting one marks it Terminating; {@code NamespaceReconciler} empties and removes
 * it.
 */
public final class NamespaceRest extends StatusRest {
  /** Finalizer of the namespace's contents. */
  static final String FINALIZER = "kubernetes";

  /** Namespaces that every server has, and that nobody can delete. */
  public static final List<String> STANDING = List.of("default", "openshift", "kube-system");

  public NamespaceRest(StoreContext context) {
    super(context, Kinds.NAMESPACE, new Rules());
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    if (STANDING.contains(name)) {
      throw ApiStatus.forbidden(kind(), name, "this namespace may not be deleted").exception();
    }
    return super.delete(scope, name, options);
  }

  /** Says that the contents are gone; the namespace goes with that. */
  public void finish(Scope scope, String name) {
    super.update(
        scope,
        name,
        namespace -> {
          Json.ensureObject(namespace, "spec").putArray("finalizers");
          return namespace;
        },
        WriteOptions.STORE);
  }

  /**
   * Says in the status why the namespace is still there (Kubernetes, NamespaceConditionType).
   *
   * @param remaining what is left, such as {@code pods has 1 resource instances}
   * @param finalizers what keeps it
   */
  void tellRemaining(Scope scope, String name, List<String> remaining, List<String> finalizers) {
    String content =
        "Some resources are remaining: "
            + String.join(", ", remaining.stream().map(NamespaceRest::dotted).toList());
    String kept =
        "Some content in the namespace has finalizers remaining: " + String.join(", ", finalizers);
    super.updateStatus(
        scope,
        name,
        namespace -> {
          condition(namespace, "NamespaceContentRemaining", "SomeResourcesRemain", content);
          condition(namespace, "NamespaceFinalizersRemaining", "SomeFinalizersRemain", kept);
          return namespace;
        },
        WriteOptions.STORE);
  }

  /** Kubernetes writes a full stop after the resource. */
  private static String dotted(String remaining) {
    return remaining.replaceFirst(" has ", ". has ");
  }

  private void condition(ObjectNode namespace, String type, String reason, String message) {
    ArrayNode conditions = Json.ensureArray(Json.ensureObject(namespace, "status"), "conditions");
    ObjectNode condition =
        conditions
            .valueStream()
            .filter(c -> Json.string(c, "type").equals(type))
            .findFirst()
            .map(ObjectNode.class::cast)
            .orElseGet(conditions::addObject);
    if (!Json.string(condition, "message").equals(message)) {
      condition.put("type", type).put("status", "True").put("reason", reason);
      condition.put("message", message);
      condition.put(
          "lastTransitionTime", context().now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  /** Creates a namespace that Weir itself needs, unless it is there. */
  public void ensure(Scope scope, String name) {
    if (!context().host().exists(name)) {
      ObjectNode namespace = Json.object();
      Meta.of(namespace).put("name", name);
      ApiObject _ = create(scope, namespace, WriteOptions.STORE);
    }
  }

  private static final class Rules implements Strategy {
    @Override
    public void prepareForCreate(ObjectNode namespace) {
      Json.ensureObject(namespace, "spec").putArray("finalizers").add(FINALIZER);
      Json.ensureObject(namespace, "status").put("phase", "Active");
      Json.ensureObject(Meta.of(namespace), "labels")
          .put("kubernetes.io/metadata.name", Meta.name(namespace));
    }

    @Override
    public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
      if (!Finalizers.isTerminating(old)) {
        updated.set("spec", Json.objectAt(old, "spec").deepCopy());
      }
      Json.ensureObject(Meta.of(updated), "labels")
          .put("kubernetes.io/metadata.name", Meta.name(updated));
    }

    @Override
    public void prepareForDelete(ObjectNode namespace) {
      Json.ensureObject(namespace, "status").put("phase", "Terminating");
    }

    @Override
    public List<FieldProblem> validate(ObjectNode namespace) {
      return NameRule.LABEL.check("metadata.name", Meta.name(namespace));
    }

    @Override
    public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
      return List.of();
    }

    @Override
    public boolean hasStatus() {
      return true;
    }

    @Override
    public List<String> selectableFields() {
      return List.of("status.phase");
    }

    @Override
    public Optional<String> selectableField(ObjectNode object, String field) {
      return Optional.of(phase(object));
    }

    @Override
    public TableView table() {
      return new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Status", "The status of the namespace"),
              TableView.AGE),
          (object, now) -> List.of(Meta.name(object), phase(object), TableView.age(object, now)));
    }
  }

  /** {@code Active} or {@code Terminating}. */
  public static String phase(JsonNode namespace) {
    return Json.string(Json.objectAt(namespace, "status"), "phase");
  }
}
