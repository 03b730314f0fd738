package dev.weir.platform.account;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** Self subject reviews: a POST answers with who the caller is; {@code kubectl auth whoami}. */
final class SelfSubjectReviewRest implements Rest {
  @Override
  public ResourceKind kind() {
    return Kinds.SELF_SUBJECT_REVIEW;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    answer.putObject("metadata").putNull("creationTimestamp");
    answer.putObject("status").set("userInfo", UserInfo.of(scope.user()));
    return ApiObject.of(answer);
  }
}
