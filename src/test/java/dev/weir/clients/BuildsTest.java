package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds from the tag that starts them to the report of whoever builds (docs/builds.md). */
@WeirServer
@Timeout(120)
class BuildsTest {
  @SuppressWarnings("InlineFormatString") // reads better apart from its one use
  private static final String CONFIG =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: %s, namespace: shop}
      spec:
        source: {dockerfile: FROM base}
        strategy: {dockerStrategy: {from: {kind: ImageStreamTag, name: '%s'%s}}}
        triggers: [%s]
      """;

  private static final String BUILDS = "/apis/build.openshift.io/v1/namespaces/shop/builds/";
  private static final String CONFIGS = "/apis/build.openshift.io/v1/namespaces/shop/buildconfigs/";

  private final ApiCaller caller;
  private final WeirCalls weir;
  private final TestPushes pushes;
  private final String admin;

  BuildsTest(ApiCaller caller, WeirCalls weir) throws Exception {
    this.caller = caller;
    this.weir = weir;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
    for (String project : List.of("shop", "other")) {
      caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    }
    var _ = pushes.image(admin, "other/base", "v1", "of another");
  }

  private void configure(String name, String from, String triggers) {
    var made = weir.attempt(CONFIG.formatted(name, from, "", triggers), "apply", "-f", "-");
    assertThat(made.exit()).as(made.err()).isZero();
  }

  private ApiCaller.Answer api(String token, String method, String path, String body)
      throws Exception {
    return caller.api(token, method, path, body.replace('\'', '"'));
  }

  private JsonNode get(String path) throws Exception {
    return api(admin, "GET", path, "").json();
  }

  private void awaitTurn(String build) {
    await()
        .untilAsserted(
            () ->
                assertThat(get(BUILDS + build).at("/status/conditions").toString())
                    .contains("\"Startable\",\"status\":\"True\""));
  }

  private ApiCaller.Answer report(String token, String build, String status) throws Exception {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("annotations").put("weir.dev/builder", "of " + build);
    patch.set("status", Json.parse(status.replace('\'', '"')));
    return caller.patch(token, BUILDS + build + "/status", patch);
  }

  private void finish(String build, String end) throws Exception {
    for (String phase : List.of("Pending", "Running", end)) {
      assertThat(report(admin, build, "{'phase':'" + phase + "'}").status()).isEqualTo(200);
    }
  }

  @Test
  void aTagThatMovesStartsOneBuildThatSaysWhy() throws Exception {
    var _ = pushes.image(admin, "shop/base", "v1", "one");
    configure("moved", "base:v1", "{type: ConfigChange}, {type: ImageChange}");
    awaitTurn("moved-1");
    finish("moved-1", "Complete");

    String digest = pushes.image(admin, "shop/base", "v1", "two").digest();
    awaitTurn("moved-2");

    JsonNode build = get(BUILDS + "moved-2");
    assertThat(build.at("/spec/strategy/dockerStrategy/from/name").asString(""))
        .endsWith("/shop/base@" + digest)
        .doesNotContain("weir.invalid");
    assertThat(build.at("/spec/triggeredBy")).hasSize(1);
    assertThat(build.at("/spec/triggeredBy/0/message").asString("")).isEqualTo("Image change");
    JsonNode config = get(CONFIGS + "moved");
    assertThat(config.at("/status/lastVersion").asInt(0)).isEqualTo(2);
    assertThat(config.at("/metadata/annotations").path("weir.dev/cause").asString(""))
        .contains("\"tag\":\"shop/base:v1\"", "\"to\":", digest, "\"how\":\"push\"");
    assertThat(api(admin, "GET", BUILDS + "moved-3", "").status()).isEqualTo(404);
  }

  @Test
  void aBuilderHasTheRightsOfItsRoleAndNoMore() throws Exception {
    configure("rights", "base:none", "");
    weir.says("create", "sa", "robot", "-n", "shop");
    weir.says("policy", "add-role-to-user", "weir:builder", "-z", "robot", "-n", "shop");
    String robot = weir.says("create", "token", "robot", "-n", "shop").strip();
    caller.create(
        "/apis/build.openshift.io/v1/namespaces/shop/builds",
        "{'metadata':{'name':'taken'},'spec':{'source':{'dockerfile':'x'},'strategy':{'dockerStrategy':{}}}}");
    awaitTurn("taken");

    assertThat(api(robot, "GET", BUILDS, "").status()).isEqualTo(200);
    assertThat(report(robot, "taken", "{'phase':'Pending'}").status()).isEqualTo(200);
    assertThat(report(robot, "taken", "{'phase':'Running'}").status()).isEqualTo(200);
    assertThat(api(robot, "PUT", BUILDS + "taken", get(BUILDS + "taken").toString()).status())
        .isEqualTo(403);
    assertThat(api(robot, "DELETE", BUILDS + "taken", "").status()).isEqualTo(403);
    assertThat(api(robot, "POST", CONFIGS + "rights/instantiate", "{}").status()).isEqualTo(403);
    assertThat(api(robot, "GET", CONFIGS + "rights", "").status()).isEqualTo(403);
    String nobody = weir.says("create", "token", "default", "-n", "shop").strip();
    assertThat(report(nobody, "taken", "{'phase':'Complete'}").status()).isEqualTo(403);
    ApiCaller.Answer late = report(robot, "taken", "{'phase':'New'}");
    assertThat(late.status()).isEqualTo(422);
    assertThat(late.json().path("message").asString("")).contains("\"New\"", "is Running");
  }

  @Test
  void whatOthersHoldIsBuiltFromByWhoMayPullItOnly() throws Exception {
    weir.says("create", "sa", "dev", "-n", "shop");
    weir.says("policy", "add-role-to-user", "edit", "-z", "dev", "-n", "shop");
    String dev = weir.says("create", "token", "dev", "-n", "shop").strip();
    String config =
        """
        {'metadata':{'name':'borrowed'},'spec':{'source':{'dockerfile':'x'},'strategy':{'dockerStrategy':
        {'from':{'kind':'ImageStreamTag','name':'base:v1','namespace':'other'}}}}}
        """;

    ApiCaller.Answer refused = api(dev, "POST", CONFIGS, config);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("message").asString(""))
        .contains("building from other/base takes get on imagestreams/layers there");

    weir.says(
        "policy",
        "add-role-to-user",
        "system:image-puller",
        "-n",
        "other",
        "system:serviceaccount:shop:dev");
    assertThat(api(dev, "POST", CONFIGS, config).status()).isEqualTo(201);
    assertThat(api(dev, "POST", CONFIGS + "borrowed/instantiate", "{}").status()).isEqualTo(201);

    weir.says(
        "policy",
        "remove-role-from-user",
        "system:image-puller",
        "-n",
        "other",
        "system:serviceaccount:shop:dev");
    ApiCaller.Answer lost = api(admin, "POST", CONFIGS + "borrowed/instantiate", "{}");
    assertThat(lost.status()).isEqualTo(403);
    assertThat(lost.json().path("message").asString(""))
        .contains("no build is made from other/base: whoever set it has lost the right");
  }

  @Test
  void aRequestThatMakesNoSenseIsRefused() throws Exception {
    configure("asked", "base:v1", "");
    for (String request :
        List.of(
            "[]",
            "{'kind':'Build'}",
            "{'metadata':{'name':'other'}}",
            "{'env':'x'}",
            "{'lastVersion':'one'}",
            "{'lastVersion':7}",
            "{'triggeredBy':[1]}",
            "{'dockerStrategyOptions':{'noCache':'yes'}}",
            "{'sourceStrategyOptions':{'incremental':true}}")) {
      assertThat(api(admin, "POST", CONFIGS + "asked/instantiate", request).status())
          .as(request)
          .isEqualTo(400);
    }
    assertThat(get(CONFIGS + "asked").at("/status/lastVersion").asInt(-1)).isZero();
  }

  @Test
  void weirStartsAndStopsBuilds() throws Exception {
    var _ = pushes.image(admin, "shop/base", "v1", "three");
    configure("cli", "base:v1", "");
    String[] shop = {"-n", "shop"};

    assertThat(weir.says("start-build", "cli", "-e", "A=1", "--no-cache", shop[0], shop[1]))
        .isEqualTo("build.build.openshift.io/cli-1 started\n");
    assertThat(weir.says("start-build", "--from-build=cli-1", "-o", "name", shop[0], shop[1]))
        .isEqualTo("build.build.openshift.io/cli-2\n");
    JsonNode strategy = get(BUILDS + "cli-2").at("/spec/strategy/dockerStrategy");
    assertThat(strategy.path("noCache").asBoolean(false)).isTrue();
    assertThat(strategy.at("/env/0/value").asString("")).isEqualTo("1");

    assertThat(weir.says("cancel-build", "bc/cli", "--state=new", "--restart", shop[0], shop[1]))
        .isEqualTo(
            """
            build.build.openshift.io/cli-1 marked for cancellation, waiting to be cancelled
            build.build.openshift.io/cli-1 cancelled
            build.build.openshift.io/cli-2 marked for cancellation, waiting to be cancelled
            build.build.openshift.io/cli-2 cancelled
            build.build.openshift.io/cli-1 restarted
            build.build.openshift.io/cli-2 restarted
            """);
    awaitTurn("cli-3");
    Thread builder =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    finish("cli-3", "Complete");
                    awaitTurn("cli-4");
                    finish("cli-4", "Failed");
                    awaitTurn("cli-5");
                    finish("cli-5", "Error");
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(weir.fails("start-build", "bc/cli", "--wait", shop[0], shop[1]))
        .isEqualTo("error: the build shop/cli-5 status is \"Error\"\n");
    builder.join();
    assertThat(weir.says("get", "builds", "cli-4", shop[0], shop[1])).contains("Failed");
    assertThat(weir.says("cancel-build", "cli-4", shop[0], shop[1])).isEmpty();
  }

  @Test
  void weirSaysWhatItCannotDo() {
    assertThat(weir.fails("start-build", "-n", "shop"))
        .startsWith("error: Must pass a name of a build config or specify build name with");
    assertThat(weir.fails("start-build", "x", "--from-dir=.", "-n", "shop"))
        .startsWith("error: Weir keeps no files for a build");
    assertThat(weir.fails("start-build", "x", "--follow", "-n", "shop"))
        .contains("--wait waits for the build");
    assertThat(weir.fails("start-build", "x", "-o", "json", "-n", "shop"))
        .startsWith("error: Unsupported output format: json");
    assertThat(weir.fails("start-build", "x", "-e", "A", "-n", "shop"))
        .isEqualTo("error: environment variables must be of the form key=value, but is \"A\"\n");
    assertThat(weir.fails("start-build", "x", "--build-arg", "1=2", "-n", "shop"))
        .startsWith("error: build-arg 1=2 is invalid");
    assertThat(weir.fails("start-build", "build/x", "-n", "shop"))
        .isEqualTo("error: use --from-build to rerun your builds\n");
    assertThat(weir.fails("start-build", "deploy/x", "-n", "shop"))
        .isEqualTo("error: invalid resource provided: deployments.apps\n");
    assertThat(weir.fails("start-build", "nobody", "-n", "shop"))
        .contains("buildconfigs.build.openshift.io \"nobody\" not found");
    assertThat(weir.fails("cancel-build", "-n", "shop"))
        .startsWith("error: build or a buildconfig name is required");
    assertThat(weir.fails("cancel-build", "x", "--state=done", "-n", "shop"))
        .startsWith("error: invalid --state flag value, must be one of 'new', 'pending'");
    assertThat(weir.fails("cancel-build", "nobody", "-n", "shop"))
        .isEqualTo(
            "error: build shop/nobody not found\nerror: failure during the build cancellation\n");
  }

  @Test
  void aConfigTakesItsBuildsAlong() throws Exception {
    var _ = pushes.image(admin, "shop/base", "v1", "four");
    configure("gone", "base:v1", "");
    weir.says("start-build", "gone", "-n", "shop");
    weir.says("delete", "bc/gone", "-n", "shop");

    await()
        .untilAsserted(
            () -> assertThat(api(admin, "GET", BUILDS + "gone-1", "").status()).isEqualTo(404));
  }
}
