package dev.weir.platform.rbac.review;

import dev.weir.access.Policy;
import dev.weir.access.PolicyRule;
import dev.weir.access.Scopes;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may I do in a namespace? In the form of authorization.k8s.io/v1. */
final class RulesReviewRest implements Rest {
  private final ResourceKind kind;
  private final Policy policy;

  RulesReviewRest(ResourceKind kind, Policy policy) {
    this.kind = kind;
    this.policy = policy;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode spec = Json.objectAt(review, "spec");
    String namespace = Json.string(spec, "namespace");
    if (namespace.isEmpty()) {
      throw ApiStatus.badRequest("no namespace on request").exception();
    }
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    answer.set("metadata", Meta.of(review));
    answer.set("spec", spec);
    status(answer.putObject("status"), scope.user(), policy.rulesOf(scope.user(), namespace));
    return ApiObject.of(answer);
  }

  private static void status(ObjectNode status, User user, List<PolicyRule> rules) {
    ArrayNode onResources = status.putArray("resourceRules");
    ArrayNode onPaths = status.putArray("nonResourceRules");
    for (PolicyRule rule : rules) {
      (rule.paths().isEmpty() ? onResources : onPaths).add(rule.toJson());
    }
    String limits = limits(user);
    status.put("incomplete", !limits.isEmpty());
    if (!limits.isEmpty()) {
      status.put("evaluationError", limits);
    }
  }

  /** Scopes take away from the rules in a way that no list of rules can say; empty if none do. */
  static String limits(User user) {
    List<String> scopes = user.extra().getOrDefault(Scopes.EXTRA, List.of());
    return scopes.isEmpty() || scopes.contains(Scopes.FULL)
        ? ""
        : "the scopes " + scopes + " of the token take away from these rules";
  }
}
