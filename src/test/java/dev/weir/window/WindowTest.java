package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.FieldProblem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the annotations of a project say of a window. */
class WindowTest {
  private static Window window(String... annotations) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < annotations.length; i += 2) {
      all.put(annotations[i], annotations[i + 1]);
    }
    return Window.of("hub", all).orElseThrow();
  }

  private static String problem(String name, String value) {
    return Window.problems(Map.of(), Map.of(name, value)).stream()
        .map(FieldProblem::toString)
        .findFirst()
        .orElse("");
  }

  @Test
  void aHostAloneIsEnough() {
    Window window = window(Window.UPSTREAM, "docker.io");
    assertThat(window)
        .isEqualTo(
            new Window(
                "hub",
                UpstreamHost.HUB,
                new Freshness.Within(Duration.ofMinutes(15)),
                new Keep.Unpulled(Duration.ofDays(30)),
                false));
    assertThat(Window.of("hub", Map.of(Window.FRESHNESS, "always"))).isEmpty();
  }

  @Test
  void allCanBeSaid() {
    Window window =
        window(
            Window.UPSTREAM, "Registry.Example:5000",
            Window.FRESHNESS, "1h30m",
            Window.KEEP, "age=7d",
            Window.INSECURE, "true");
    assertThat(window.upstream().name()).isEqualTo("registry.example:5000");
    assertThat(window.freshness()).isEqualTo(new Freshness.Within(Duration.ofMinutes(90)));
    assertThat(window.keep()).isEqualTo(new Keep.Unpulled(Duration.ofDays(7)));
    assertThat(window.insecure()).isTrue();
    assertThat(window(Window.UPSTREAM, "quay.io", Window.KEEP, "all").keep())
        .isEqualTo(new Keep.All());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker.io", "index.docker.io", "registry-1.docker.io", "Docker.IO"})
  void dockerHubHasOneName(String host) {
    assertThat(UpstreamHost.parse(host)).isEqualTo(UpstreamHost.HUB);
    assertThat(UpstreamHost.HUB.repository("busybox")).isEqualTo("library/busybox");
    assertThat(UpstreamHost.HUB.repository("bitnami/redis")).isEqualTo("bitnami/redis");
    assertThat(UpstreamHost.parse("registry.k8s.io").repository("pause")).isEqualTo("pause");
  }

  @Test
  void freshnessCoversWhatIsYoungEnough() {
    Freshness within = Freshness.parse("10m");
    assertThat(within.covers(Duration.ofMinutes(9))).isTrue();
    assertThat(within.covers(Duration.ofMinutes(10))).isFalse();
    assertThat(Freshness.parse("always").covers(Duration.ZERO)).isFalse();
    assertThat(Freshness.parse("offline").covers(Duration.ofDays(1000))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weir.dev/upstream | https://docker.io | must be the HOST[:PORT] of a registry",
        "weir.dev/upstream | docker.io/library | must be the HOST[:PORT] of a registry",
        "weir.dev/upstream | '' | must be the HOST[:PORT] of a registry",
        "weir.dev/upstream | docker.io. | must be the HOST[:PORT] of a registry",
        "weir.dev/upstream | dockerio | must be a host as pull specs name it",
        "weir.dev/upstream | docker.io:0 | \"0\" is no port",
        "weir.dev/upstream | docker.io: | \"\" is no port",
        "weir.dev/freshness | sometimes | must be always, offline or a duration",
        "weir.dev/freshness | 15 | \"15\" is no duration such as 15m, 1h30m or 30d",
        "weir.dev/freshness | 0s | is not between one second and a hundred years",
        "weir.dev/freshness | -5m | \"-5m\" is no duration",
        "weir.dev/keep | 30d | must be age=D",
        "weir.dev/keep | revisions=3 | must be age=D",
        "weir.dev/keep | age=forever | \"forever\" is no duration",
      })
  void whatCannotBeReadIsAProblemWithItsField(String name, String value, String why) {
    assertThat(problem(name, value))
        .startsWith("metadata.annotations[" + name + "]: Invalid value: \"" + value + "\": ")
        .contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "weir.dev/upstream, docker.io",
    "weir.dev/upstream, 127.0.0.1:5000",
    "weir.dev/upstream, '[::1]:5000'",
    "weir.dev/upstream, localhost",
    "weir.dev/freshness, always",
    "weir.dev/freshness, offline",
    "weir.dev/freshness, 1d12h",
    "weir.dev/keep, all",
    "weir.dev/keep, age=90d",
  })
  void whatCanBeReadIsNone(String name, String value) {
    assertThat(problem(name, value)).isEmpty();
  }

  @Test
  void whatWasThereBeforeMayStayAndCountsAsUnsaid() {
    Map<String, String> old = Map.of(Window.UPSTREAM, "quay.io", Window.FRESHNESS, "seldom");
    assertThat(Window.problems(old, old)).isEmpty();
    assertThat(Window.of("hub", old).orElseThrow().freshness()).isEqualTo(Window.USUAL_FRESHNESS);
  }
}
