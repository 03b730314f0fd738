package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.ScriptedServer;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code weir why}: from what runs to who moved it. */
@WeirServer({"--audit-log", "off", "--least-check-interval", "1s", "--check-interval", "1s"})
@Timeout(120)
class WhyTest {
  private static final AtomicInteger PROJECTS = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(30);

  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  WhyTest(ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.server = server;
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  private String project() {
    String name = "y" + PROJECTS.incrementAndGet();
    weir.says("new-project", name);
    for (String user : List.of("ann", "bob")) {
      weir.says("policy", "add-role-to-user", "edit", user, "-n", name);
    }
    return name;
  }

  /** The token of an account that pushes. */
  private String pusher(String project, String name) {
    String user = "system:serviceaccount:" + project + ":" + name;
    weir.says("create", "sa", name, "-n", project);
    weir.says("policy", "add-role-to-user", "edit", user, "-n", project);
    return weir.says("create", "token", name, "-n", project).strip();
  }

  private void deployment(String project, String name, String tag) {
    weir.says("create", "deployment", name, "--image=x/web:1", "-n", project);
    weir.says(
        "set", "triggers", "deploy/" + name, "--from-image=" + tag, "-c", "web", "-n", project);
  }

  private JsonNode why(String project, String... what) {
    List<String> call = new ArrayList<>(List.of("why"));
    call.addAll(List.of(what));
    call.addAll(List.of("-n", project, "-o", "json"));
    return Json.parse(weir.says(call.toArray(String[]::new)));
  }

  private String said(String project, String... what) {
    List<String> call = new ArrayList<>(List.of("why"));
    call.addAll(List.of(what));
    call.addAll(List.of("-n", project));
    return weir.says(call.toArray(String[]::new))
        .replaceAll("(?i)(less than a|\\d+) seconds? ago", "AGO");
  }

  private static String state(JsonNode why) {
    return why.at("/images/0/follows/state").asString("");
  }

  /** Until the workload runs an image; what is said of it then. */
  private JsonNode awaitImage(String project, String object, String digest) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode why = why(project, object);
              return state(why).equals("current")
                  && why.at("/images/0/image").asString("").endsWith(digest);
            });
    return why(project, object);
  }

  private static List<String> events(JsonNode why) {
    return Json.arrayAt(why.at("/images/0"), "events")
        .valueStream()
        .map(
            event ->
                Json.string(event, "tag")
                    + " "
                    + Json.string(event, "how")
                    + " "
                    + Json.string(event, "by"))
        .toList();
  }

  private static String brief(String digest) {
    return digest.substring(0, "sha256:".length() + 12) + "…";
  }

  @Test
  void aChainGoesFromAContainerThroughTagsToThePush() throws Exception {
    String project = project();
    String ci = pusher(project, "ci");
    String user = "system:serviceaccount:" + project + ":ci";
    String one = pushes.image(ci, project + "/app", "v1", "one of " + project).digest();
    weir.says("tag", "app:v1", "app:live", "-n", project, "--as=ann");
    deployment(project, "web", "app:live");

    JsonNode why = awaitImage(project, "deploy/web", one);

    assertThat(Json.string(why, "kind")).isEqualTo("Why");
    assertThat(Json.string(why, "resource")).isEqualTo("deployments.apps");
    assertThat(why.at("/images/0/where").asString()).isEqualTo("container web");
    assertThat(why.at("/images/0/follows/tag").asString()).isEqualTo(project + "/app:live");
    assertThat(events(why))
        .containsExactly(project + "/app:live tag ann", project + "/app:v1 push " + user);
    assertThat(why.at("/images/0/moved/from").asString()).isEqualTo("x/web:1");
    assertThat(said(project, "deploy/web").lines())
        .hasSize(4)
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .matches(
                      "container web  .*/app@" + brief(one) + "  \\(since AGO, before: x/web:1\\)");
              assertThat(lines.get(1)).isEqualTo("  follows app:live, and is up to date");
              assertThat(lines.get(2))
                  .startsWith("  app:live was pointed at app")
                  .contains(" by ann");
              assertThat(lines.get(3)).isEqualTo("  app:v1 was pushed by " + user + ", AGO");
            });
  }

  @Test
  void aTagIsAskedByItsNameAndAnObjectWithoutATypeIsToldHow() throws Exception {
    String project = project();
    pushes.image(pusher(project, "ci"), project + "/app", "live", "1");
    deployment(project, "web", "app:live");

    assertThat(said(project, "app:live")).isEqualTo(said(project, "istag/app:live"));
    assertThat(said(project, "deploy/web", "app:live"))
        .contains("deployments.apps/web:", "tag app");
    assertThat(weir.fails("why", "web", "-n", project))
        .contains("resource type \"web\"; name an object as TYPE/NAME, such as deploy/web");
    assertThat(weir.fails("follow", "web", "-n", project, "--", "/bin/true"))
        .contains("name an object as TYPE/NAME, such as deploy/web");
  }

  @Test
  void aTagThatFollowsAnotherIsSaidTo() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "latest", "one of " + project).digest();
    weir.says("tag", "--alias", "app:latest", "app:live", "-n", project);
    deployment(project, "web", "app:live");
    awaitImage(project, "deploy/web", one);
    String ci = pusher(project, "ci");
    String user = "system:serviceaccount:" + project + ":ci";
    String two = pushes.image(ci, project + "/app", "latest", "two of " + project).digest();

    JsonNode why = awaitImage(project, "deploy/web", two);

    assertThat(events(why))
        .containsExactly(project + "/app:live push " + user, project + "/app:latest push " + user);
    assertThat(said(project, "deploy/web"))
        .contains(
            "\n  app:live follows app:latest\n  app:latest was pushed by "
                + user
                + ", AGO (before: "
                + brief(one)
                + ")\n");
  }

  @Test
  void aWayBackLeadsToTheTimeBefore() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "live", "one of " + project).digest();
    String two = pushes.image(admin, project + "/app", "live", "two of " + project).digest();
    weir.says("tag", "app@" + one, "app:live", "-n", project, "--as=bob");
    deployment(project, "web", "app:live");

    JsonNode why = awaitImage(project, "deploy/web", one);

    assertThat(events(why))
        .containsExactly(
            project + "/app:live rollback bob", project + "/app:live push system:admin");
    assertThat(why.at("/images/0/events/0/previous").asString()).isEqualTo(two);
    assertThat(said(project, "istag/app:live"))
        .contains(
            "  app:live was put back to ",
            " by bob",
            "  app:live was pushed by system:admin, AGO\n");
  }

  @Test
  void anImportIsSaidToComeFromWhereAndWhatWasThereBefore() {
    String project = project();
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      Digest one = TestImages.single(upstream.repository("team/app"), "v1");
      String from = upstream.host() + "/team/app:v1";
      weir.says(
          "tag", "--source=docker", "--scheduled", "--insecure", from, "app:v1", "-n", project);
      deployment(project, "web", "app:v1");
      awaitImage(project, "deploy/web", one.toString());
      Digest two = TestImages.single(upstream.repository("team/app"), "another", "linux", "amd64");
      upstream.repository("team/app").tag("v1", two);

      JsonNode why = awaitImage(project, "deploy/web", two.toString());

      JsonNode event = why.at("/images/0/events/0");
      assertThat(Json.string(event, "how")).isEqualTo("import");
      assertThat(Json.string(event, "from")).isEqualTo(from);
      assertThat(Json.string(event, "previous")).isEqualTo(one.toString());
      assertThat(said(project, "deploy/web"))
          .contains(
              "\n  app:v1 was imported from " + from, "(before: " + brief(one.toString()) + ")");
    }
  }

  @Test
  void anImageThatNothingMovesIsLookedForInTheTags() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "v1", "one of " + project).digest();
    weir.says("create", "deployment", "hand", "--image=x/web:1", "-n", project);
    weir.says("set", "image", "deploy/hand", "web=app:v1", "--source=istag", "-n", project);

    assertThat(said(project, "deploy/hand").lines())
        .anyMatch(line -> line.startsWith("container web") && line.endsWith(brief(one)))
        .contains(
            "  nothing moves it: it was set by hand",
            "  tags that have it now: app:v1",
            "  app:v1 was pushed by system:admin, AGO");

    weir.says("create", "deployment", "far", "--image=quay.io/a/b:1", "-n", project);
    assertThat(said(project, "deploy/far"))
        .isEqualTo("container b  quay.io/a/b:1\n  nothing moves it: it was set by hand\n");

    weir.says("set", "image-lookup", "app", "-n", project);
    weir.says("create", "deployment", "named", "--image=app:v1", "-n", project);
    assertThat(said(project, "deploy/named"))
        .contains("nothing moves it: the name that it had was looked up", "app:v1 was pushed");
  }

  @Test
  void anImageThatNamesATagOfThisRegistryIsToldWhatThatIsAndHowToFollowIt() throws Exception {
    String project = project();
    String _ = pushes.image(admin, project + "/app", "v1", "one of " + project).digest();
    String two = pushes.image(admin, project + "/app", "v1", "two of " + project).digest();
    for (String host : List.of(server.registry(), "registry.weir.invalid")) {
      String name = host.equals(server.registry()) ? "one" : "two";
      String image = host + "/" + project + "/app:v1";
      weir.says("create", "deployment", name, "--image=" + image, "-n", project);
      String said = said(project, "deploy/" + name);
      assertThat(said)
          .endsWith(
              """
                nothing moves it by itself: whoever starts it takes what app:v1 is then
                to let it follow: weir set triggers deployments.apps/%s --from-image=app:v1 -c app
                app:v1 is %s now
                app:v1 was pushed by system:admin, AGO (before: %s)
              """
                  .formatted(name, brief(two), brief(previous(project))));
      assertThat(why(project, "deploy/" + name).at("/images/0/names").asString(""))
          .isEqualTo(project + "/app:v1");
      String command = said.replaceAll("(?s).*to let it follow: weir (.*?)\n.*", "$1");
      weir.says((command + " -n " + project).split(" "));
      awaitImage(project, "deploy/" + name, two);
    }

    weir.says(
        "create",
        "deployment",
        "none",
        "--image=" + server.registry() + "/" + project + "/no:v0",
        "-n",
        project);
    assertThat(said(project, "deploy/none"))
        .contains("takes what no:v0 is then", project + "/no:v0 has no image");
  }

  private String previous(String project) {
    return Json.string(why(project, "istag/app:v1").at("/images/0/events/0"), "previous");
  }

  @Test
  void anImageThatNamesATagTellsNobodyMoreThanHeMaySee() throws Exception {
    String theirs = project();
    String project = project();
    weir.says("policy", "add-role-to-user", "view", "eve", "-n", project);
    String _ = pushes.image(admin, theirs + "/base", "v1", "one of " + theirs).digest();
    String image = server.registry() + "/" + theirs + "/base:v1";
    weir.says("create", "deployment", "web", "--image=" + image, "-n", project);
    assertThat(weir.says("why", "deploy/web", "-n", project, "--as=eve"))
        .contains("what " + theirs + "/base:v1 is may not be seen")
        .doesNotContain("sha256", "pushed");
  }

  @Test
  void whyAnImageIsNotWhatItsTagIsNowIsSaid() throws Exception {
    String project = project();
    deployment(project, "waiting", "app:none");
    assertThat(said(project, "deploy/waiting"))
        .contains("  follows app:none, which has no image\n");

    String one = pushes.image(admin, project + "/app", "v1", "one of " + project).digest();
    deployment(project, "paused", "app:v1");
    awaitImage(project, "deploy/paused", one);
    weir.says("set", "triggers", "deploy/paused", "--manual", "-n", project);
    String two = pushes.image(admin, project + "/app", "v1", "two of " + project).digest();
    JsonNode paused = why(project, "deploy/paused");
    assertThat(state(paused)).isEqualTo("paused");
    assertThat(paused.at("/images/0/follows/wants").asString()).endsWith(two);
    assertThat(paused.at("/images/0/events/0/current").asBoolean(true)).isFalse();
    assertThat(said(project, "deploy/paused"))
        .contains(
            "  follows app:v1, which is " + brief(two) + " now, but is paused\n",
            "  app:v1 was pushed by system:admin, AGO, and is at another image by now\n");
  }

  @Test
  void whoMayNotSeeATagIsToldNothingOfIt() throws Exception {
    String theirs = project();
    String project = project();
    weir.says("policy", "add-role-to-user", "system:image-puller", "eve", "-n", theirs);
    weir.says("policy", "add-role-to-user", "view", "eve", "-n", project);
    String one = pushes.image(admin, theirs + "/base", "v1", "one of " + theirs).digest();
    weir.says("tag", theirs + "/base:v1", "app:live", "-n", project);
    deployment(project, "web", "app:live");
    deployment(project, "direct", theirs + "/base:v1");
    awaitImage(project, "deploy/web", one);
    awaitImage(project, "deploy/direct", one);

    String seen = weir.says("why", "deploy/web", "-n", project, "--as=eve");
    assertThat(seen)
        .contains("app:live was pointed at", "what " + theirs + "/base is may not be seen")
        .doesNotContain("pushed");
    String direct = weir.says("why", "deploy/direct", "-n", project, "--as=eve");
    assertThat(direct)
        .contains(
            "  follows " + theirs + "/base:v1: what " + theirs + "/base:v1 is may not be seen")
        .doesNotContain("pushed", "up to date");
    assertThat(weir.fails("why", "deploy/web", "-n", project, "--as=mallory"))
        .contains("deployments.apps \"web\" is forbidden: User \"mallory\" cannot get");
    assertThat(weir.fails("why", "deploy", "--all", "-n", project, "--as=mallory"))
        .contains("cannot list");
    assertThat(weir.fails("why", "istag/base:v1", "-n", theirs, "--as=eve"))
        .contains("is forbidden");
  }

  @Test
  void whoMerelyUsesWhatEverybodyMayUseLearnsNoNames() throws Exception {
    String project = project();
    weir.says("policy", "add-role-to-user", "view", "eve", "-n", project);
    String name = "shared-" + project;
    String one = pushes.image(admin, "openshift/" + name, "v1", "one of " + name).digest();
    deployment(project, "web", "openshift/" + name + ":v1");
    awaitImage(project, "deploy/web", one);

    assertThat(said(project, "deploy/web", "--as=eve"))
        .contains(
            "follows openshift/" + name + ":v1, and is up to date",
            "openshift/" + name + ":v1 was pushed, AGO")
        .doesNotContain("system:admin");
    assertThat(Json.text(why(project, "deploy/web", "--as=eve"))).doesNotContain("system:admin");
    assertThat(said(project, "deploy/web")).contains("was pushed by system:admin");
    String tag = "openshift/" + name + ":v1";
    assertThat(weir.fails("tag", "history", tag, "--as=eve")).contains("imagestreamtags/history");
    assertThat(weir.says("get", "istag", "-n", "openshift", "--as=eve")).contains(name);
  }

  @Test
  void whatIsNotThereOrHasNoImagesIsSaidSo() {
    String project = project();
    assertThat(weir.fails("why", "deploy/none", "-n", project))
        .isEqualTo("Error from server (NotFound): deployments.apps \"none\" not found\n");
    assertThat(weir.fails("why", "deploy/none", "-n", "nowhere"))
        .isEqualTo("Error from server (NotFound): namespaces \"nowhere\" not found\n");
    assertThat(weir.fails("why", "istag/app:none", "-n", project))
        .contains("imagestreamtags.image.openshift.io \"app:none\" not found");
    assertThat(weir.fails("why", "istag/app", "-n", project)).contains("a tag is named STREAM:TAG");
    assertThat(weir.fails("why", "secrets/x", "-n", project))
        .contains("secrets run no images; this can be asked of", "deployments.apps");
    assertThat(weir.fails("why", "-n", project)).contains("say of what");
    assertThat(weir.fails("why", "deploy", "-n", project)).contains("no name was specified");
  }

  @Test
  void severalObjectsAreToldOneAfterTheOther() {
    String project = project();
    weir.says("create", "deployment", "one", "--image=x/web:1", "-n", project);
    weir.says("create", "deployment", "two", "--image=x/web:2", "-n", project);
    weir.says("label", "deploy/two", "tier=back", "-n", project);

    assertThat(said(project, "deploy/one", "deploy/two"))
        .isEqualTo(
            """
            deployments.apps/one:
            container web  x/web:1
              nothing moves it: it was set by hand

            deployments.apps/two:
            container web  x/web:2
              nothing moves it: it was set by hand
            """);
    assertThat(said(project, "deploy", "-l", "tier=back"))
        .contains("x/web:2")
        .doesNotContain("x/web:1");
    assertThat(Json.arrayAt(why(project, "deploy", "--all"), "items")).hasSize(2);
    assertThat(weir.attempt("", "why", "deploy/none", "deploy/one", "-n", project))
        .satisfies(
            output -> {
              assertThat(output.exit()).isEqualTo(1);
              assertThat(output.out()).contains("x/web:1");
              assertThat(output.err()).contains("\"none\" not found");
            });
  }

  @Test
  void aDeploymentConfigAndItsControllersAreTold() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "live", "one of " + project).digest();
    caller.create(
        "/apis/apps.openshift.io/v1/namespaces/" + project + "/deploymentconfigs",
        "{'metadata':{'name':'web'},'spec':{'replicas':1,'selector':{'a':'b'},'triggers':["
            + "{'type':'ConfigChange'},{'type':'ImageChange','imageChangeParams':{'automatic':true,"
            + "'containerNames':['web'],'from':{'kind':'ImageStreamTag','name':'app:live'}}}],"
            + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':["
            + "{'name':'web','image':'x/web:1'}]}}}}");

    JsonNode why = awaitImage(project, "dc/web", one);
    assertThat(events(why)).containsExactly(project + "/app:live push system:admin");
    await()
        .atMost(SOON)
        .until(() -> weir.attempt("", "get", "rc/web-1", "-n", project).exit() == 0);
    assertThat(said(project, "rc/web-1"))
        .startsWith("made by deploymentconfigs.apps.openshift.io/web\n")
        .contains("  follows app:live, and is up to date\n", "app:live was pushed by system:admin");
  }

  @Test
  void whatADeploymentConfigTakesOnlyWhenToldComesWithTheCommand() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "live", "one of " + project).digest();
    caller.create(
        "/apis/apps.openshift.io/v1/namespaces/" + project + "/deploymentconfigs",
        "{'metadata':{'name':'web'},'spec':{'triggers':[{'type':'ImageChange','imageChangeParams':"
            + "{'containerNames':['web'],'from':{'kind':'ImageStreamTag','name':'app:live'}}}],"
            + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':["
            + "{'name':'web','image':' '}]}}}}");

    assertThat(said(project, "dc/web"))
        .contains(
            "  follows app:live, which is %s now, but only when told: weir rollout latest dc/web\n"
                .formatted(brief(one)));
    weir.says("rollout", "latest", "dc/web", "-n", project);
    assertThat(said(project, "dc/web")).contains("  follows app:live, and is paused\n");
  }

  @Test
  void whatBuildsStartFromIsTold() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/base", "v1", "one of " + project).digest();
    String spec =
        "'source':{'type':'Git','git':{'uri':'https://example.com/x'}},'strategy':{'type':'Docker',"
            + "'dockerStrategy':{'from':{'kind':'ImageStreamTag','name':'base:v1'}}}";
    String builds = "/apis/build.openshift.io/v1/namespaces/" + project;
    caller.create(builds + "/buildconfigs", "{'metadata':{'name':'plain'},'spec':{" + spec + "}}");
    caller.create(
        builds + "/buildconfigs",
        "{'metadata':{'name':'moved'},'spec':{'triggers':[{'type':'ImageChange'}]," + spec + "}}");

    assertThat(said(project, "bc/plain"))
        .contains("build from base:v1  ", brief(one), "  base:v1 was pushed by system:admin, AGO\n")
        .doesNotContain("nothing moves it");
    await().atMost(SOON).until(() -> state(why(project, "bc/moved")).equals("current"));
    assertThat(said(project, "bc/moved"))
        .contains("build from base:v1  ", "  follows base:v1, and is up to date\n");
    assertThat(said(project, "build/moved-1"))
        .startsWith("made by buildconfigs.build.openshift.io/moved\n")
        .contains("build from base:v1  ", "  base:v1 was pushed by system:admin, AGO\n")
        .doesNotContain("nothing moves it");
    assertThat(why(project, "bc/plain").at("/images/0/tag").asString())
        .isEqualTo(project + "/base:v1");
  }

  @Test
  void whoHoldsATagAndWhatItWaitsForIsTold() throws Exception {
    String project = project();
    String one = pushes.image(admin, project + "/app", "v1", "one of " + project).digest();
    var _ = pushes.image(admin, project + "/app", "v1", "two of " + project);
    weir.says("tag", "app@" + one, "app:live", "-n", project);
    weir.says("annotate", "istag/app:live", "weir.dev/hold=ann: login is broken", "-n", project);
    deployment(project, "web", "app:live");
    awaitImage(project, "deploy/web", one);

    assertThat(said(project, "deploy/web"))
        .contains("  app:live is held: ann: login is broken (weir release app:live)\n")
        .contains("  app:v1 was pushed by system:admin, AGO, and is at another image by now\n");
  }

  @Test
  void aServerThatCannotTellIsNamed() throws Exception {
    String absent =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound",
         "message":"the server could not find the requested resource","code":404}
        """;
    try (ScriptedServer old =
        ScriptedServer.start(exchange -> ScriptedServer.answer(exchange, 404, absent))) {
      assertThat(weir.fails("why", "deploy/web", "--server", old.uri().toString()))
          .isEqualTo(
              "error: the server at "
                  + old.uri()
                  + " does not tell why something runs: it is another product, or an older Weir\n");
    }
  }

  @Test
  void namesThatAreNoneAreRefusedBeforeAnythingIsRead() throws Exception {
    String project = project();
    for (String query :
        List.of(
            "",
            "resource=deployments.apps",
            "resource=deployments.apps&namespace=" + project + "&name=",
            "resource=deployments.apps&namespace=" + project + "&name=a%2Fb",
            "resource=deployments.apps&namespace=..&name=web",
            "resource=deployments.apps&namespace=" + project + "%2Fdeployments&name=web",
            "resource=pods&namespace=" + project + "&name=" + "x".repeat(600),
            "resource=pods%00&namespace=" + project + "&name=x",
            "resource=pods&namespace=" + project + "&labelSelector=%28")) {
      assertThat(caller.api(admin, "GET", "/why?" + query, "").status()).as(query).isEqualTo(400);
    }
    assertThat(caller.api(admin, "POST", "/why?resource=pods", "{}").status()).isEqualTo(405);
  }
}
