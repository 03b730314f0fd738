package dev.weir.platform.rbac.review;

import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** Who may do one thing? In the form of authorization.openshift.io/v1. */
final class HoldersReviewRest implements Rest {
  private final ResourceKind kind;
  private final Policy policy;

  HoldersReviewRest(ResourceKind kind, Policy policy) {
    this.kind = kind;
    this.policy = policy;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    String namespace = kind.namespaced() ? scope.namespace() : Json.string(review, "namespace");
    Policy.Holders holders = policy.whoCan(Question.flat(review, namespace));
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", "ResourceAccessReviewResponse");
    if (!namespace.isEmpty()) {
      answer.put("namespace", namespace);
    }
    holders.users().forEach(answer.putArray("users")::add);
    holders.groups().forEach(answer.putArray("groups")::add);
    return ApiObject.of(answer);
  }
}
