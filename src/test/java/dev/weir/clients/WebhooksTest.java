package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Notifications of pushes to a real server, whose schedule alone would look once in weeks. */
@WeirServer({"--least-check-interval", "1s", "--check-interval", "1000h"})
@Timeout(60)
final class WebhooksTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern ADDRESS = Pattern.compile("https://[^ /]+/hooks/[^/ ]+/[^/ \n]+");

  private final WeirCalls weir;
  private final HttpApi api;
  private final ServerProcess server;
  private FakeRegistry upstream;

  WebhooksTest(WeirCalls weir, HttpApi api, ServerProcess server) {
    this.weir = weir;
    this.api = api;
    this.server = server;
  }

  @BeforeEach
  void open() {
    upstream = FakeRegistry.plain();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  /** A webhook as its owner is told of it. */
  private record Made(String address, String token) {
    static Made of(String told) {
      return new Made(first(ADDRESS, told), first(TOKEN, told));
    }

    private static String first(Pattern pattern, String text) {
      Matcher found = pattern.matcher(text);
      assertThat(found.find()).as(text).isTrue();
      return found.group();
    }
  }

  private Made webhook(String project, String sender) {
    return Made.of(weir.says("create", "webhook", "push", "--sender=" + sender, "-n", project));
  }

  /** The tag {@code app:v1} of a new project follows {@code team/app:v1} upstream, and has come. */
  private void follow(String project) {
    Digest first = TestImages.single(upstream.repository("team/app"), "v1");
    weir.says("new-project", project);
    String from = upstream.host() + "/team/app:v1";
    weir.says("tag", "--source=docker", "--scheduled", "--insecure", from, "app:v1", "-n", project);
    awaitImage(project, first);
  }

  private Digest push() {
    Digest moved = TestImages.single(upstream.repository("team/app"), "another", "linux", "amd64");
    upstream.repository("team/app").tag("v1", moved);
    return moved;
  }

  private void awaitImage(String project, Digest image) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(image(project)).isEqualTo(image.toString()));
  }

  private String image(String project) throws Exception {
    String path = "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreams/app";
    return HttpApi.tree(api.get(path)).at("/status/tags/0/items/0/image").asString("");
  }

  private HttpResponse<String> post(String address, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).POST(BodyPublishers.ofString(body));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static String signature(String body, String token) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "distribution | Authorization | Bearer TOKEN | {'events':[{'action':'push','target':"
            + "{'repository':'team/app','tag':'v1','digest':'sha256:aa'}}]}",
        "harbor | Authorization | Bearer TOKEN | {'type':'PUSH_ARTIFACT','event_data':{'resources':"
            + "[{'tag':'v1','resource_url':'h/team/app:v1'}],"
            + "'repository':{'repo_full_name':'team/app'}}}",
        "quay | | | {'repository':'team/app','docker_url':'quay.test/team/app',"
            + "'updated_tags':['v1']}",
        "ghcr | X-Hub-Signature-256 | SIGNATURE | {'action':'published','registry_package':"
            + "{'package_type':'CONTAINER','package_version':{'container_metadata':"
            + "{'tag':{'name':'v1'}},'package_url':'HOST/team/app:v1'}}}",
        "generic | X-Weir-Token | TOKEN | {'image':'HOST/team/app:v1'}",
      })
  void aPushThatASenderTellsOfIsLookedAtAtOnce(
      String sender, String header, String value, String document) throws Exception {
    String project = "by-" + sender;
    follow(project);
    Made made = webhook(project, sender);
    Digest moved = push();
    String body = document.replace('\'', '"').replace("HOST", upstream.host());

    HttpResponse<String> answer =
        header == null
            ? post(made.address() + "/" + made.token(), body)
            : post(
                made.address(),
                body,
                header,
                value
                    .replace("TOKEN", made.token())
                    .replace("SIGNATURE", signature(body, made.token())));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"tags\":1}\n");
    awaitImage(project, moved);
  }

  @Test
  void aRegistryWithThePrintedConfigurationTellsOfItsPushes(@TempDir Path work) throws Exception {
    weir.says("new-project", "real");
    String told = weir.says("create", "webhook", "push", "--sender=distribution", "-n", "real");
    int begin = told.indexOf("notifications:");
    String config = told.substring(begin, told.indexOf("\n\n", begin) + 1);
    Map<String, String> environment = server.environment(work);
    try (PrivateRegistry registry =
        PrivateRegistry.telling(
            work.resolve("registry"), environment, config, server.data().resolve("ca.crt"))) {
      RealClient skopeo = RealClient.required(environment, "skopeo", "--insecure-policy");
      push(skopeo, registry, TinyImage.ociLayout(work.resolve("one"), "one"));
      weir.says(
          ("create secret docker-registry pull -n real --docker-server=%s --docker-username=%s"
                  + " --docker-password=%s")
              .formatted(registry.host(), PrivateRegistry.USER, PrivateRegistry.PASSWORD)
              .split(" "));
      String from = registry.host() + "/team/app:v1";
      weir.says(
          "tag", "--source=docker", "--scheduled", "--insecure", from, "app:v1", "-n", "real");
      await().atMost(SOON).until(() -> !image("real").isEmpty());
      String before = image("real");

      push(skopeo, registry, TinyImage.ociLayout(work.resolve("two"), "two"));

      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(image("real"))
                      .as(() -> weir.says("schedule", "-n", "real") + notifications())
                      .isNotEqualTo(before));
    }
  }

  /** What became of all notifications so far. */
  private String notifications() {
    try {
      return api.get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("weir_webhook"))
          .collect(Collectors.joining("\n"));
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  private static void push(RealClient skopeo, PrivateRegistry registry, Path layout)
      throws Exception {
    skopeo.run(
        "copy",
        "--dest-tls-verify=false",
        "--dest-creds=" + PrivateRegistry.USER + ":" + PrivateRegistry.PASSWORD,
        "oci:" + layout + ":latest",
        "docker://" + registry.host() + "/team/app:v1");
  }

  @Test
  void aPushThatIsToldOfRollsADeployment() throws Exception {
    follow("rolls");
    weir.says("create", "deployment", "app", "--image=" + upstream.host() + "/x:1", "-n", "rolls");
    weir.says("set", "triggers", "deployment/app", "--from-image=app:v1", "-c", "x", "-n", "rolls");
    Made made = webhook("rolls", "generic");
    Digest moved = push();

    String body = "{\"repository\":\"team/app\",\"tag\":\"v1\"}";
    assertThat(post(made.address() + "/" + made.token(), body).statusCode()).isEqualTo(202);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(api.get("/apis/apps/v1/namespaces/rolls/deployments/app").body())
                    .contains("team/app@" + moved));
  }

  @Test
  void aForgedHintAsksNobodyAndARepeatedOneSeldom() throws Exception {
    follow("forged");
    Made made = webhook("forged", "generic");
    String body = "{\"image\":\"" + upstream.host() + "/team/app:v1\"}";
    String wrong = "x".repeat(43);
    int before = upstream.requests().size();
    for (int i = 0; i < 50; i++) {
      String signed = signature(body, wrong);
      assertThat(post(made.address() + "/" + wrong, body).statusCode()).isEqualTo(404);
      assertThat(post(made.address(), body, "X-Hub-Signature-256", signed).statusCode())
          .isEqualTo(404);
    }
    assertThat(upstream.requests()).as("asked by forged hints").hasSize(before);
    long start = System.nanoTime();
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      answers.add(post(made.address() + "/" + made.token(), body).statusCode());
    }
    await().atMost(SOON).until(() -> upstream.count(Asked.MANIFEST_HEAD) > 0);
    long tens = Duration.ofNanos(System.nanoTime() - start).toSeconds() / 10;

    assertThat(answers).contains(202).isSubsetOf(202, 429);
    assertThat(upstream.count(Asked.MANIFEST_HEAD)).isBetween(1L, 2 + 2 * tens);
    assertThat(upstream.requests().stream().skip(before))
        .as("looks, and what finds out how to ask")
        .allMatch(request -> request.startsWith("HEAD ") || request.equals("GET /v2/"));
  }

  @Test
  void aDeletedWebhookAndOneOfADeletedProjectAreGoneAtOnce() throws Exception {
    weir.says("new-project", "goes");
    Made made = webhook("goes", "generic");
    String address = made.address() + "/" + made.token();
    assertThat(post(address, "[]").statusCode()).isEqualTo(202);

    weir.says("delete", "secret", "push", "-n", "goes");
    assertThat(post(address, "[]").statusCode()).isEqualTo(404);

    Made again = webhook("goes", "generic");
    assertThat(again.token()).isNotEqualTo(made.token());
    assertThat(post(address, "[]").statusCode()).isEqualTo(404);
    assertThat(post(again.address() + "/" + again.token(), "[]").statusCode()).isEqualTo(202);

    weir.says("delete", "project", "goes");
    assertThat(post(again.address() + "/" + again.token(), "[]").statusCode()).isEqualTo(404);
  }

  @Test
  void theCommandPrintsWhatToEnterAtEachSender() {
    weir.says("new-project", "told");
    for (String sender :
        List.of("distribution", "harbor", "quay", "ghcr", "dockerhub", "generic")) {
      String told =
          weir.says("create", "webhook", sender, "--sender=" + sender, "-n", "told")
              .replaceAll(TOKEN.pattern(), "TOKEN");
      assertThat(told)
          .startsWith("secret/" + sender + " created\n\n")
          .contains(server.api() + "/hooks/told/" + sender)
          .contains("TOKEN")
          .contains("weir serve --api-url");
    }
    assertThat(weir.says("get", "secrets", "-n", "told", "--field-selector=type=weir.dev/webhook"))
        .contains("distribution", "dockerhub", "weir.dev/webhook");
  }

  @Test
  void whatTheCommandPrintsForAPushWorksAsItIsTyped() throws Exception {
    weir.says("new-project", "typed");
    String line =
        weir.says("create", "webhook", "ci", "-n", "typed")
            .lines()
            .map(String::strip)
            .filter(told -> told.startsWith("curl "))
            .findFirst()
            .orElseThrow()
            .replace("HOST/PATH:TAG", "quay.io/team/app:v1");

    assertThat(RealClient.required(Map.of(), "sh").in(server.data()).run("-c", line + " -sS"))
        .isEqualToIgnoringNewLines("{\"tags\":0}");
  }

  @Test
  void theCommandMakesASecretOfATypeOfItsOwn() {
    weir.says("new-project", "shapes");
    String yaml =
        weir.says("create", "webhook", "x", "--sender=quay", "-n", "shapes", "-o", "yaml");
    ObjectNode made = (ObjectNode) YamlDocuments.documents(yaml).getFirst();

    assertThat(Json.string(made, "type")).isEqualTo("weir.dev/webhook");
    assertThat(text(made.at("/data/sender"))).isEqualTo("quay");
    assertThat(text(made.at("/data/token"))).matches(TOKEN);
    assertThat(weir.says("create", "webhook", "y", "-n", "shapes", "--dry-run=client"))
        .isEqualTo("secret/y created (dry run)\n");
    assertThat(weir.says("create", "webhook", "y", "-n", "shapes", "--dry-run=server"))
        .isEqualTo("secret/y created (server dry run)\n");
    assertThat(weir.fails("create", "webhook", "x", "-n", "shapes"))
        .isEqualTo("error: failed to create webhook: secrets \"x\" already exists\n");
    assertThat(weir.fails("create", "webhook", "y", "--sender=gitea", "-n", "shapes"))
        .isEqualTo(
            "error: --sender \"gitea\" is none of distribution, harbor, quay, ghcr, dockerhub,"
                + " generic\n");
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString("")), StandardCharsets.UTF_8);
  }

  @Test
  void nothingThatTheServerWritesDownShowsTheSecret() throws Exception {
    weir.says("new-project", "quiet");
    Made made = webhook("quiet", "generic");
    assertThat(post(made.address() + "/" + made.token(), "{").statusCode()).isEqualTo(400);
    assertThat(post(made.address() + "/" + made.token(), "[]").statusCode()).isEqualTo(202);

    assertThat(api.get("/metrics").body())
        .doesNotContain(made.token())
        .contains("weir_webhook_notifications_total{result=\"malformed\"}");
    assertThat(server.log()).doesNotContain(made.token());
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(server.data().resolve("audit.log")))
                    .contains("\"username\":\"system:webhook:quiet:push\"")
                    .contains("\"requestURI\":\"/hooks/quiet/push\"")
                    .doesNotContain(made.token()));
  }
}
