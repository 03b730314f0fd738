package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChallengeTest {
  @Test
  void readsQuotedParametersWithCommasAndEscapes() {
    assertThat(
            Challenge.parse(
                List.of(
                    "Bearer realm=\"https://a/t?x=1,2\",service=\"a \\\"b\\\"\","
                        + "scope=\"repository:x:pull,push\"")))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm",
                    "https://a/t?x=1,2",
                    "service",
                    "a \"b\"",
                    "scope",
                    "repository:x:pull,push")));
  }

  @Test
  void readsSeveralChallengesOfOneLineAndOfSeveral() {
    assertThat(
            Challenge.parse(List.of("Basic realm=x, BEARER Realm=\"y\" , service=z", "Negotiate")))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "x")),
            new Challenge("bearer", Map.of("realm", "y", "service", "z")),
            new Challenge("negotiate", Map.of()));
  }

  @Test
  void survivesWhatIsNoChallenge() {
    assertThat(Challenge.parse(List.of("", "=", "\"", "realm=\"x\"", "Bearer realm=\"open")))
        .extracting(Challenge::parameters)
        .allSatisfy(parameters -> assertThat(parameters).doesNotContainKey("open"));
  }

  @Test
  void readsLongValuesWithoutRunningOutOfStack() {
    String realm = "x\\\\".repeat(20_000);

    assertThat(
            Challenge.parse(List.of("Basic realm=\"" + realm + "\"")).getFirst().parameter("realm"))
        .hasSize(40_000);
  }
}
