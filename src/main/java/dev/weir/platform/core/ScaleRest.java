package dev.weir.platform.core;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.pod.PodSelector;
import dev.weir.platform.core.pod.Replicas;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The number of pods of a workload as an object of its own (Kubernetes API, autoscaling/v1 Scale).
 */
final class ScaleRest implements Rest {
  private final Rest workloads;
  private final ResourceKind kind;

  ScaleRest(Rest workloads) {
    this.workloads = workloads;
    this.kind =
        ResourceKind.namespaced("autoscaling", "v1", "scales", "scale", "Scale")
            .withVerbs("get", "patch", "update");
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  private ObjectNode scale(JsonNode workload) {
    ObjectNode scale = Json.object();
    scale.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode meta = Meta.of(scale);
    for (String member :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      meta.put(member, Json.string(Json.objectAt(workload, "metadata"), member));
    }
    JsonNode spec = Json.objectAt(workload, "spec");
    scale.putObject("spec").put("replicas", spec.path("replicas").asInt(0));
    ObjectNode status = scale.putObject("status");
    status.put("replicas", Replicas.current(workload));
    status.put("selector", PodSelector.of(spec).query());
    return scale;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return ApiObject.of(scale(workloads.get(scope, name).tree()));
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    Updated updated =
        workloads.update(
            scope,
            name,
            workload -> {
              ObjectNode wanted = change.apply(scale(workload));
              ObjectNode meta = Meta.of(workload);
              meta.put("resourceVersion", Meta.resourceVersion(wanted));
              meta.put("uid", Meta.uid(wanted));
              Json.ensureObject(workload, "spec").put("replicas", replicas(name, wanted));
              return workload;
            },
            options);
    return new Updated(ApiObject.of(scale(updated.object().tree())), false);
  }

  private int replicas(String name, ObjectNode wanted) {
    JsonNode replicas = Json.objectAt(wanted, "spec").path("replicas");
    int number = replicas.asInt(replicas.isMissingNode() ? 0 : -1);
    if (number < 0) {
      throw ApiStatus.invalid(
              kind,
              name,
              List.of(
                  FieldProblem.invalid(
                      "spec.replicas", Json.text(replicas), "must be greater than or equal to 0")))
          .exception();
    }
    return number;
  }
}
