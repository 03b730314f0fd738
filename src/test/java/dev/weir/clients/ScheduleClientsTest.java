package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What is seen of tags that follow another registry, with weir, kubectl and oc, and the commands of
 * {@code docs/scheduled-imports.md}.
 */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class ScheduleClientsTest {
  private static final Path PAGE = Path.of("docs/scheduled-imports.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w*)\n(.*?)```");
  private static final Duration SOON = Duration.ofSeconds(30);

  private Path work;
  private FakeRegistry upstream;
  private ServerProcess server;
  private WeirCalls weir;
  private HttpApi api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    work = directory;
    upstream = FakeRegistry.tls();
    UpstreamImages.image(upstream.repository("team/app"), "v1", "one");
    UpstreamImages.image(upstream.repository("team/app"), "v2", "two");
    Path authority =
        Files.writeString(
            work.resolve("authority.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(upstream.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    server =
        ServerProcess.start(
            work.resolve("data"),
            "--upstream-ca",
            authority.toString(),
            "--check-interval",
            "1s",
            "--least-check-interval",
            "1s");
    weir = new WeirCalls(server.environment(work), work);
    api = HttpApi.of(server);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    upstream.close();
  }

  private RealClient client(String program) throws Exception {
    var environment = server.environment(work);
    return program.equals("oc")
        ? RealClient.oc(environment)
        : RealClient.required(environment, program);
  }

  private void scheduled(String project, FakeRegistry from, String repository) throws Exception {
    UpstreamImages.image(from.repository(repository), "v1", repository);
    weir.says("new-project", project);
    weir.says(
        "import-image",
        "app:v1",
        "--from=" + from.host() + "/" + repository + ":v1",
        "--scheduled",
        "--insecure",
        "--confirm",
        "-n",
        project);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(weir.says("schedule", "-n", project)).contains("Unchanged"));
  }

  private List<String> blocks(String language) throws Exception {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2).replace("quay.io", upstream.host()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "oc"})
  void stockClientsShowWhatIsScheduled(String program) throws Exception {
    String project = "seen-by-" + program;
    scheduled(project, upstream, "seen/" + program);
    RealClient client = client(program);
    List<String> table = client.run("get", "scheduledtags", "-n", project).lines().toList();
    assertThat(table.getFirst().split(" {2,}"))
        .containsExactly("NAME", "FROM", "EVERY", "LAST", "RESULT", "NEXT", "LATE");
    assertThat(table.getLast())
        .matches(
            "app:v1 +"
                + Pattern.quote(upstream.host() + "/seen/" + program + ":v1")
                + " +1s +\\ds +Unchanged +(\\ds|overdue) +\\S.*");
    assertThat(client.run("get", "stags", "-A")).contains("NAMESPACE", project);
    JsonNode one =
        Json.parse(
            client
                .run("get", "scheduledtags", "app:v1", "-n", project, "-o", "json")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(one.at("/spec/interval").asString()).isEqualTo("1s");
    assertThat(one.at("/status/host").asString()).isEqualTo(upstream.host());
    assertThat(one.at("/status/lastResult").asString()).isEqualTo("Unchanged");
    assertThat(client.run("get", "stags", "-n", project, "-o", "yaml")).contains("late: false");
    assertThat(client.run("describe", "stag", "app:v1", "-n", project))
        .contains("Scheduled", "Interval:", "1s", "Last Result:", "Unchanged");
    assertThat(client.run("get", "stags", "-n", project, "--field-selector=status.late=true"))
        .isEmpty();
    assertThat(client.attempt("", "get", "stags", "nothing:here", "-n", project).err())
        .isEqualTo(
            "Error from server (NotFound): scheduledtags.weir.dev \"nothing:here\" not found\n");
  }

  @Test
  void whatIsHeldUpIsListedWithItsReasonAndDescribed() throws Exception {
    try (FakeRegistry busy = FakeRegistry.plain()) {
      scheduled("held", busy, "held/app");
      isListedAndDescribed(busy);
    }
  }

  private void isListedAndDescribed(FakeRegistry busy) throws Exception {
    assertThat(weir.says("describe", "is/app", "-n", "held"))
        .containsPattern("  scheduled every 1s, looked at \\ds ago: unchanged, next in \\ds\n");
    busy.failAlways("/v2/held/app/", Fault.tooMany("300"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(weir.says("schedule", "--late", "app:v1", "-n", "held"))
                    .containsPattern(
                        "(?m)^NAME .* LATE\napp:v1 .* overdue +\\ds: .*" + busy.host()));
    assertThat(weir.says("schedule", "--late", "-A", "-o", "name"))
        .contains("scheduledtag.weir.dev/app:v1\n");
    assertThat(weir.says("schedule", "app", "-n", "held", "-o", "jsonpath={.items[*].status.late}"))
        .isEqualTo("true");
    assertThat(weir.says("describe", "is/app", "-n", "held"))
        .containsPattern("  ! late for \\d+s: .*" + busy.host());
    assertThat(client("kubectl").run("get", "stags", "-A", "--field-selector=status.late=true"))
        .contains("held ", "overdue");
    assertThat(figure("weir_schedule_late")).hasValueSatisfying(n -> assertThat(n).isPositive());
  }

  @Test
  void aRegistryThatIsGoneIsSeenAndOthersAreLookedAtAsBefore() throws Exception {
    scheduled("beside", upstream, "beside/app");
    String host;
    try (FakeRegistry gone = FakeRegistry.plain()) {
      host = gone.host();
      scheduled("gone", gone, "gone/app");
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(weir.says("schedule", "app", "-n", "gone", "-o", "wide"))
                    .containsPattern("(?m)^app:v1 .* Failed .*" + host));
    assertThat(weir.says("describe", "is/app", "-n", "gone"))
        .containsPattern("  scheduled every 1s, looked at \\d+s ago: failed")
        .contains("  ! error: Import failed (", "  * " + host + "/gone/app@sha256:");
    assertThat(weir.says("get", "stags", "-n", "gone", "--field-selector=status.lastResult=Failed"))
        .contains("app:v1");
    long before = upstream.count("HEAD /v2/beside/app/manifests/v1");
    await()
        .atMost(SOON)
        .until(() -> upstream.count("HEAD /v2/beside/app/manifests/v1") > before + 1);
    assertThat(weir.says("schedule", "-n", "beside")).contains(" Unchanged ");
  }

  @Test
  void whatARegistryStillGrantsIsShown() throws Exception {
    try (FakeRegistry scarce = FakeRegistry.plain()) {
      FakeRateLimit granted = FakeRateLimit.draft(10_000, Duration.ofHours(1));
      scarce.rateLimit(granted);
      scheduled("scarce", scarce, "scarce/app");
      assertThat(weir.says("schedule", "-n", "scarce", "-o", "wide"))
          .containsPattern("(?m)^NAME .* LEFT +MESSAGE\napp:v1 .* 9\\d\\d\\d of 10000 ");
      granted.leave(2000);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(weir.says("describe", "is/app", "-n", "scarce"))
                      .containsPattern("  ! late for \\d+s: .*" + scarce.host()));
      assertThat(
              weir.says(
                  "schedule", "-n", "scarce", "-o", "jsonpath={.items[*].status.rateLimit.limit}"))
          .isEqualTo("10000");
      String reset =
          weir.says(
              "schedule", "-n", "scarce", "-o", "jsonpath={.items[*].status.rateLimit.resetTime}");
      assertThat(Instant.parse(reset))
          .isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3700));
      assertThat(figure("weir_upstream_ratelimit_limit{host=\"" + scarce.host() + "\"}"))
          .contains(10_000.0);
      assertThat(figure("weir_upstream_ratelimit_remaining{host=\"" + scarce.host() + "\"}"))
          .hasValueSatisfying(left -> assertThat(left).isLessThanOrEqualTo(2000));
    }
  }

  @Test
  void theSumsAreAmongTheMetrics() throws Exception {
    scheduled("counted", upstream, "counted/app");
    assertThat(figure("weir_schedule_tags")).hasValueSatisfying(n -> assertThat(n).isPositive());
    assertThat(figure("weir_schedule_checks_total{result=\"unchanged\"}"))
        .hasValueSatisfying(n -> assertThat(n).isPositive());
    assertThat(figure("weir_schedule_checks_total{result=\"moved\"}")).isPresent();
    assertThat(figure("weir_schedule_checks_total{result=\"failed\"}")).isPresent();
  }

  private Optional<Double> figure(String name) throws Exception {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
            .matcher(api.get("/metrics").body());
    return line.find() ? Optional.of(Double.parseDouble(line.group(1))) : Optional.empty();
  }

  @Test
  void thePageShowsWhatIsThere() throws Exception {
    weir.says("new-project", "page");
    weir.says("project", "page");
    weir.file("stream.yaml", blocks("yaml").getFirst());
    weir.says("apply", "-f", "stream.yaml");
    assertThat(weir.says("schedule", "app:v1", "-o", "jsonpath={.items[*].spec.interval}"))
        .isEqualTo("5m0s");
    int commands = 0;
    for (String line : String.join("", blocks("")).lines().toList()) {
      if (line.startsWith("weir ")) {
        String command = line.replaceFirst(" +#.*", "").substring("weir ".length());
        // Again if the stream was written meanwhile, by what an earlier command began.
        await().untilAsserted(() -> assertThat(weir.says(command.split(" +"))).isNotNull());
        commands++;
      }
    }
    assertThat(commands).isGreaterThan(5);
    String header = weir.says("schedule").lines().findFirst().orElseThrow();
    assertThat(
            blocks("").stream().flatMap(String::lines).map(line -> Arrays.asList(line.split(" +"))))
        .contains(Arrays.asList(header.split(" +")));
  }
}
