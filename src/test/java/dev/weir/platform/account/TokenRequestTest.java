package dev.weir.platform.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.User;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Tokens on request, and reviews of tokens. */
class TokenRequestTest {
  private final AccountFixture fixture = new AccountFixture();

  @BeforeEach
  void makeAccount() {
    fixture.create("serviceaccounts", "robot", "{}");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ObjectNode request(String spec) {
    return request(spec, WriteOptions.STORE);
  }

  private ObjectNode request(String spec, WriteOptions options) {
    ObjectNode request =
        AccountFixture.json(
            "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest',"
                + "'metadata':{'name':'robot'}}");
    request.set("spec", AccountFixture.json(spec));
    Rest token = fixture.rest("serviceaccounts").subresource("token");
    return token.create(AccountFixture.DEMO, request, options).tree();
  }

  private static String token(ObjectNode answer) {
    return Json.string(Json.objectAt(answer, "status"), "token");
  }

  private boolean holds(String token) {
    return fixture.tokens.authenticate(token).isPresent();
  }

  private StatusException refused(String spec) {
    return catchThrowableOfType(StatusException.class, () -> request(spec));
  }

  @Test
  void givesAnHourForThisServerUnlessAskedOtherwise() {
    ObjectNode answer = request("{}");

    assertThat(answer.at("/spec/expirationSeconds").asInt()).isEqualTo(3600);
    assertThat(answer.at("/spec/audiences/0").asString()).isEqualTo(ServiceAccountTokens.AUDIENCE);
    assertThat(answer.at("/status/expirationTimestamp").asString())
        .isEqualTo("2026-03-01T11:00:00Z");
    assertThat(fixture.tokens.authenticate(token(answer)).map(User::name))
        .contains("system:serviceaccount:demo:robot");
  }

  @ParameterizedTest
  @CsvSource({"600,600", "86400,86400", "31536000,31536000", "31536001,31536000"})
  void grantsAtMostAYear(long asked, long granted) {
    ObjectNode answer = request("{'expirationSeconds':" + asked + "}");

    assertThat(answer.at("/spec/expirationSeconds").asLong()).isEqualTo(granted);
    fixture.pass(Duration.ofSeconds(granted - 1));
    assertThat(holds(token(answer))).isTrue();
    fixture.pass(Duration.ofSeconds(1));
    assertThat(holds(token(answer))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "599,may not specify a duration less than 10 minutes",
    "-1,may not specify a duration less than 10 minutes",
    "4294967297,may not specify a duration larger than 2^32 seconds"
  })
  void refusesTimesOutOfReach(long asked, String why) {
    StatusException refusal = refused("{'expirationSeconds':" + asked + "}");

    assertThat(refusal.status().code()).isEqualTo(422);
    assertThat(refusal).hasMessageContaining("spec.expirationSeconds").hasMessageContaining(why);
  }

  @Test
  void bindsATokenToASecretAndEndsWithIt() {
    fixture.create("secrets", "own", "{}");
    String token = token(request("{'boundObjectRef':{'kind':'Secret','name':'own'}}"));
    assertThat(holds(token)).isTrue();

    fixture.rest("secrets").delete(AccountFixture.DEMO, "own", DeleteOptions.NOW);
    assertThat(holds(token)).isFalse();
    fixture.create("secrets", "own", "{}");
    assertThat(holds(token)).isFalse();
  }

  @Test
  void bindsATokenOnlyToAPodOfTheAccount() {
    fixture.create("pods", "own", "{'spec':{'serviceAccountName':'robot'}}");
    fixture.create("pods", "other", "{'spec':{'serviceAccountName':'default'}}");

    assertThat(holds(token(request("{'boundObjectRef':{'kind':'Pod','name':'own'}}")))).isTrue();
    assertThat(refused("{'boundObjectRef':{'kind':'Pod','name':'other'}}"))
        .hasMessageContaining("to pod running with different serviceaccount name");
  }

  @Test
  void refusesToBindToWhatIsNotThere() {
    ObjectNode secret = fixture.create("secrets", "own", "{}");

    assertThat(refused("{'boundObjectRef':{'kind':'Secret','name':'none'}}").status().code())
        .isEqualTo(404);
    assertThat(refused("{'boundObjectRef':{'kind':'Node','name':'own'}}").status().code())
        .isEqualTo(400);
    assertThat(
            refused("{'boundObjectRef':{'kind':'Secret','name':'own','uid':'another'}}")
                .status()
                .code())
        .isEqualTo(409);
    String right =
        "{'boundObjectRef':{'kind':'Secret','name':'own','uid':'%s'}}".formatted(Meta.uid(secret));
    assertThat(holds(token(request(right)))).isTrue();
  }

  @Test
  void refusesATokenOfAnAccountThatIsNotThere() {
    fixture.rest("serviceaccounts").delete(AccountFixture.DEMO, "robot", DeleteOptions.NOW);

    assertThat(refused("{}")).hasMessage("serviceaccounts \"robot\" not found");
  }

  @Test
  void dryRunGivesNoToken() {
    assertThat(token(request("{}", new WriteOptions(true)))).isEmpty();
  }

  private ObjectNode review(String spec) {
    return fixture
        .rest("tokenreviews")
        .create(
            AccountFixture.DEMO, AccountFixture.json("{'spec':" + spec + "}"), WriteOptions.STORE)
        .tree();
  }

  @Test
  void reviewTellsWhomATokenSpeaksFor() {
    ObjectNode status = Json.objectAt(review("{'token':'" + token(request("{}")) + "'}"), "status");

    assertThat(status.path("authenticated").asBoolean()).isTrue();
    assertThat(status.at("/user/username").asString())
        .isEqualTo("system:serviceaccount:demo:robot");
    assertThat(status.at("/user/groups/1").asString()).isEqualTo("system:serviceaccounts:demo");
    assertThat(status.at("/audiences/0").asString()).isEqualTo(ServiceAccountTokens.AUDIENCE);
  }

  @Test
  void reviewKnowsTokensOfPeople() {
    String token = fixture.people.issue(User.named("ann"), "login", Duration.ofHours(1));

    assertThat(review("{'token':'" + token + "'}").at("/status/user/username").asString())
        .isEqualTo("ann");
    assertThat(
            review("{'token':'" + token + "','audiences':['vault']}")
                .at("/status/authenticated")
                .asBoolean(false))
        .isFalse();
  }

  @Test
  void reviewCountsTheAudiencesThatAreAskedFor() {
    String token = token(request("{'audiences':['vault','mail']}"));

    ObjectNode asked = review("{'token':'" + token + "','audiences':['mail','else']}");
    assertThat(asked.at("/status/audiences").toString()).isEqualTo("[\"mail\"]");
    ObjectNode notAsked = review("{'token':'" + token + "'}");
    assertThat(notAsked.at("/status/authenticated").asBoolean(false)).isFalse();
    assertThat(notAsked.at("/status/error").asString()).contains("vault");
  }

  @Test
  void reviewOfGarbageIsAnAnswerAndNoError() {
    ObjectNode status = Json.objectAt(review("{'token':'garbage'}"), "status");

    assertThat(status.path("authenticated").asBoolean(false)).isFalse();
    assertThat(status.path("error").asString()).isEqualTo("invalid bearer token");
  }

  @Test
  void selfReviewTellsWhoCalls() {
    ObjectNode answer =
        fixture
            .rest("selfsubjectreviews")
            .create(AccountFixture.DEMO, Json.object(), WriteOptions.STORE)
            .tree();

    assertThat(answer.at("/status/userInfo/username").asString()).isEqualTo("dev");
  }
}
