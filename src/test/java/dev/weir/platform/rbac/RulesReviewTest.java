package dev.weir.platform.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.rbac.review.ReviewKinds;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules reviews of authorization.openshift.io (controllers-and-access.md 7.6). */
class RulesReviewTest {
  private static final User EVE = RbacFixture.named("eve");

  private final RbacFixture rbac = new RbacFixture();

  @BeforeEach
  void bobViewsTheShop() {
    rbac.bind(RbacFixture.ROOT, "shop", "registry-viewer", "bob");
  }

  @AfterEach
  void close() {
    rbac.close();
  }

  private ObjectNode review(User caller, String kind, String spec) {
    Rest rest =
        ReviewKinds.resources(rbac.authorizer, rbac.authorizer).stream()
            .filter(r -> r.kind().group().equals("authorization.openshift.io"))
            .filter(r -> r.kind().kind().equals(kind))
            .findFirst()
            .orElseThrow();
    return rest.create(
            new Scope(caller, "shop"), RbacFixture.json("{'spec':%s}", spec), WriteOptions.STORE)
        .copy();
  }

  private static boolean pulls(JsonNode review) {
    return review
        .at("/status/rules")
        .valueStream()
        .filter(rule -> rule.get("verbs").toString().contains("\"get\""))
        .anyMatch(rule -> rule.get("resources").toString().contains("\"imagestreams/layers\""));
  }

  @Test
  void showsWhatSomebodyElseMayDo() {
    ObjectNode bobs = review(EVE, "SubjectRulesReview", "{'user':'bob'}");

    assertThat(bobs.get("kind").asString()).isEqualTo("SubjectRulesReview");
    assertThat(bobs.at("/spec/user").asString()).isEqualTo("bob");
    assertThat(pulls(bobs)).isTrue();
    assertThat(pulls(review(EVE, "SubjectRulesReview", "{'user':'carol'}"))).isFalse();
    assertThat(pulls(review(EVE, "SelfSubjectRulesReview", "{}"))).isFalse();
    assertThat(pulls(review(RbacFixture.named("bob"), "SelfSubjectRulesReview", "{}"))).isTrue();
  }

  @Test
  void countsTheGroupsThatTheReviewNames() {
    rbac.create(
        RbacFixture.ROOT,
        Kinds.ROLE_BINDING,
        "shop",
        RbacFixture.json(
            "{'metadata':{'name':'g'},'roleRef':{'kind':'ClusterRole','name':'registry-viewer'},"
                + "'subjects':[{'kind':'Group','name':'buyers'}]}"));

    assertThat(pulls(review(EVE, "SubjectRulesReview", "{'groups':['buyers']}"))).isTrue();
  }

  @Test
  void saysThatScopesTakeAway() {
    String scoped = "{'user':'bob','scopes':['user:info']}";
    assertThat(review(EVE, "SubjectRulesReview", scoped).at("/status/evaluationError").asString())
        .contains("user:info");
    assertThat(
            review(EVE, "SelfSubjectRulesReview", "{'scopes':['user:info']}")
                .at("/status/evaluationError")
                .asString())
        .contains("user:info");
  }

  @Test
  void refusesAReviewOfNobody() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> review(EVE, "SubjectRulesReview", "{}"))
        .withMessageContaining("at least one of user and groups must be specified");
  }
}
