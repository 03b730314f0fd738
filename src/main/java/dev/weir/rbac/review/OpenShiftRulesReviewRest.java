package dev.weir.rbac.review;

import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may I do in a namespace? In the form of authorization.openshift.io/v1. */
final class OpenShiftRulesReviewRest implements Rest {
  private final ResourceKind kind;
  private final Policy policy;

  OpenShiftRulesReviewRest(ResourceKind kind, Policy policy) {
    this.kind = kind;
    this.policy = policy;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    answer.set("spec", Json.objectAt(review, "spec"));
    ObjectNode status = answer.putObject("status");
    ArrayNode rules = status.putArray("rules");
    policy
        .rulesOf(scope.user(), scope.namespace())
        .forEach(
            rule -> {
              ObjectNode json = rule.toJson();
              Json.ensureArray(json, "resources"); // clients of this group read it always
              rules.add(json);
            });
    String limits = RulesReviewRest.limits(scope.user());
    if (!limits.isEmpty()) {
      status.put("evaluationError", limits);
    }
    return ApiObject.of(answer);
  }
}
