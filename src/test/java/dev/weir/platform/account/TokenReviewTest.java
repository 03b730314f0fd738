package dev.weir.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Authenticator;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a review says of a token. */
class TokenReviewTest {
  private final AccountFixture fixture = new AccountFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private JsonNode review(Authenticator everybody) {
    ObjectNode review = Json.object();
    review.putObject("spec").put("token", "some-token");
    return new TokenReviewRest(everybody, fixture.tokens)
        .create(new Scope(User.system("test"), ""), review, WriteOptions.STORE)
        .tree()
        .get("status");
  }

  @Test
  void aTokenThatSomebodyKnowsIsTheirs() {
    JsonNode status = review(_ -> new Recognition.Known(User.named("ann")));

    assertThat(status.get("authenticated").asBoolean()).isTrue();
    assertThat(status.at("/user/username").asString()).isEqualTo("ann");
  }

  @Test
  void aTokenThatNobodyKnowsIsInvalid() {
    JsonNode status = review(_ -> new Recognition.Stranger());

    assertThat(status.has("authenticated")).isFalse();
    assertThat(status.get("error").asString()).isEqualTo("invalid bearer token");
  }

  @Test
  void aTokenThatNobodyCanCheckIsNotCalledInvalid() {
    JsonNode status = review(_ -> new Recognition.Unasked("the keeper does not answer"));

    assertThat(status.has("authenticated")).isFalse();
    assertThat(status.get("error").asString())
        .isEqualTo("the token cannot be checked: the keeper does not answer");
  }
}
