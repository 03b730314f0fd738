package dev.weir.platform.rbac.review;

import dev.weir.access.Policy;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may I, or may they, do in a namespace? In the form of authorization.openshift.io/v1
 * (controllers-and-access.md 7.6).
 */
final class OpenShiftRulesReviewRest implements Rest {
  private final ResourceKind kind;
  private final Policy policy;
  private final boolean aboutCaller;

  /**
   * @param aboutCaller else about whom the review names
   */
  OpenShiftRulesReviewRest(ResourceKind kind, Policy policy, boolean aboutCaller) {
    this.kind = kind;
    this.policy = policy;
    this.aboutCaller = aboutCaller;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode spec = Json.objectAt(review, "spec");
    List<String> scopes = Question.strings(Json.arrayAt(spec, "scopes"));
    User user = aboutCaller ? Question.limited(scope.user(), scopes) : Question.user(spec, scopes);
    if (!aboutCaller && user.name().isEmpty() && user.groups().isEmpty()) {
      throw ApiStatus.badRequest("at least one of user and groups must be specified").exception();
    }
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    answer.set("spec", spec);
    ObjectNode status = answer.putObject("status");
    ArrayNode rules = status.putArray("rules");
    policy
        .rulesOf(user, scope.namespace())
        .forEach(
            rule -> {
              ObjectNode json = rule.toJson();
              Json.ensureArray(json, "resources"); // clients of this group read it always
              rules.add(json);
            });
    String limits = RulesReviewRest.limits(user);
    if (!limits.isEmpty()) {
      status.put("evaluationError", limits);
    }
    return ApiObject.of(answer);
  }
}
