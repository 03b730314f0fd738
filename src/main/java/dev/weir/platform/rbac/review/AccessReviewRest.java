package dev.weir.platform.rbac.review;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** May I, or may they, do one thing? In the form of authorization.k8s.io/v1. */
final class AccessReviewRest implements Rest {
  private final ResourceKind kind;
  private final Authorizer authorizer;
  private final boolean aboutCaller;

  AccessReviewRest(ResourceKind kind, Authorizer authorizer, boolean aboutCaller) {
    this.kind = kind;
    this.authorizer = authorizer;
    this.aboutCaller = aboutCaller;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode spec = Json.objectAt(review, "spec");
    List<FieldProblem> problems = problems(scope, spec);
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, Meta.name(review), problems).exception();
    }
    User user = aboutCaller ? scope.user() : Question.user(spec, List.of());
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    answer.set("metadata", Meta.of(review));
    answer.set("spec", spec);
    status(answer.putObject("status"), authorizer.authorize(user, wanted(spec)));
    return ApiObject.of(answer);
  }

  private static Attributes wanted(ObjectNode spec) {
    return spec.get("resourceAttributes") instanceof ObjectNode resource
        ? Question.resource(resource)
        : Question.path(Json.objectAt(spec, "nonResourceAttributes"));
  }

  private static void status(ObjectNode status, Decision decision) {
    status.put("allowed", decision.isAllowed());
    switch (decision) {
      case Decision.Allowed(String why) -> say(status, "reason", why);
      case Decision.Denied(String _, String detail) -> say(status, "reason", detail);
      case Decision.Unknown(String why) -> say(status, "evaluationError", why);
    }
  }

  private static void say(ObjectNode status, String field, String text) {
    if (!text.isEmpty()) {
      status.put(field, text);
    }
  }

  private List<FieldProblem> problems(Scope scope, ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    boolean resource = spec.get("resourceAttributes") instanceof ObjectNode;
    boolean path = spec.get("nonResourceAttributes") instanceof ObjectNode;
    if (resource == path) {
      problems.add(
          FieldProblem.invalid(
              resource ? "spec.nonResourceAttributes" : "spec.resourceAttributes",
              resource ? Json.text(spec.get("nonResourceAttributes")) : "null",
              resource
                  ? "cannot be specified in combination with resourceAttributes"
                  : "exactly one of nonResourceAttributes or resourceAttributes must be"
                      + " specified"));
    }
    if (aboutCaller) {
      return problems;
    }
    if (Json.string(spec, "user").isEmpty() && Json.arrayAt(spec, "groups").isEmpty()) {
      problems.add(
          FieldProblem.invalid("spec.user", "", "at least one of user or group must be specified"));
    }
    if (kind.namespaced()) {
      String asked = Json.string(Json.objectAt(spec, "resourceAttributes"), "namespace");
      if (path) {
        problems.add(
            FieldProblem.invalid(
                "spec.nonResourceAttributes", "", "disallowed on this kind of request"));
      } else if (!asked.equals(scope.namespace())) {
        problems.add(
            FieldProblem.invalid(
                "spec.resourceAttributes.namespace",
                asked,
                "must match metadata.namespace: " + scope.namespace()));
      }
    }
    return problems;
  }
}
