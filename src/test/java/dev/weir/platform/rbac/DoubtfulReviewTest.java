package dev.weir.platform.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.rbac.review.ReviewKinds;
import dev.weir.resource.StatusException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Reviews of rights that nobody can tell. */
class DoubtfulReviewTest {
  private static final Authorizer UNSURE =
      (_, _) -> new Decision.Unknown("the judge does not answer");

  private final RbacFixture rbac = new RbacFixture();

  @AfterEach
  void close() {
    rbac.close();
  }

  private JsonNode review(String group, String json) {
    Rest rest =
        ReviewKinds.resources(UNSURE, rbac.authorizer).stream()
            .filter(r -> r.kind().group().equals(group))
            .filter(r -> r.kind().kind().equals("SelfSubjectAccessReview"))
            .findFirst()
            .orElseThrow();
    return rest.create(
            new Scope(RbacFixture.named("bob"), ""),
            RbacFixture.json("%s", json),
            WriteOptions.STORE)
        .tree();
  }

  @Test
  void aReviewSaysThatItCouldNotEvaluateAndAllowsNothing() {
    JsonNode status =
        review(
                "authorization.k8s.io",
                "{'spec':{'resourceAttributes':{'verb':'get','resource':'pods'}}}")
            .get("status");

    assertThat(status.get("allowed").asBoolean()).isFalse();
    assertThat(status.get("evaluationError").asString()).isEqualTo("the judge does not answer");
    assertThat(status.has("reason")).isFalse();
  }

  @Test
  void whoMustHaveTheRightIsToldThatNobodyCanTell() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () ->
                UNSURE.require(RbacFixture.named("bob"), Attributes.nonResource("get", "/metrics")))
        .withMessageContaining("path \"/metrics\"")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(503));
  }
}
