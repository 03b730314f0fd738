package dev.weir.platform.rbac.review;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * May I, or may they, do one thing? In the form of authorization.openshift.io/v1: the review names
 * nobody when it is about the caller, and then needs a smaller right ({@code
 * selfsubjectaccessreviews}).
 */
final class OpenShiftAccessReviewRest implements Rest {
  private final ResourceKind kind;
  private final Authorizer authorizer;

  OpenShiftAccessReviewRest(ResourceKind kind, Authorizer authorizer) {
    this.kind = kind;
    this.authorizer = authorizer;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public boolean checksRightToCreate() {
    return true;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    boolean aboutCaller =
        Json.string(review, "user").isEmpty() && Json.arrayAt(review, "groups").isEmpty();
    String namespace = kind.namespaced() ? scope.namespace() : Json.string(review, "namespace");
    requireRight(scope.user(), aboutCaller ? "selfsubjectaccessreviews" : kind.plural(), namespace);
    List<String> scopes = Question.strings(Json.arrayAt(review, "scopes"));
    User user =
        aboutCaller ? Question.limited(scope.user(), scopes) : Question.user(review, scopes);
    Decision decision = authorizer.authorize(user, Question.flat(review, namespace));

    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind.apiVersion()).put("kind", "SubjectAccessReviewResponse");
    if (!namespace.isEmpty()) {
      answer.put("namespace", namespace);
    }
    answer.put("allowed", decision.isAllowed()).put("reason", decision.reason());
    return ApiObject.of(answer);
  }

  private void requireRight(User user, String resource, String namespace) {
    Attributes wanted =
        Attributes.resource("create", ReviewKinds.OPENSHIFT, resource, namespace, "");
    authorizer.require(user, wanted);
  }
}
