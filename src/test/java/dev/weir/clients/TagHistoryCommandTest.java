package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Who moved a tag? By command, by the API, and who may ask. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class TagHistoryCommandTest {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  private final WeirCalls weir;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  TagHistoryCommandTest(WeirCalls weir, ApiCaller caller) {
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  private String project() throws Exception {
    String name = "h" + PROJECTS.incrementAndGet();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    return name;
  }

  private String push(String project, String tag, String text) throws Exception {
    return pushes.image(admin, project + "/app", tag, text + " of " + project).digest().toString();
  }

  private static String path(String project, String tag) {
    return "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreamtags/" + tag;
  }

  private static String shown(String digest) {
    return digest.substring("sha256:".length()).substring(0, 12);
  }

  /** Whose token of a service account may do what a role says. */
  private String member(String project, String role) throws Exception {
    String name = role.replace(':', '-');
    caller.create(
        "/api/v1/namespaces/" + project + "/serviceaccounts",
        "{'metadata':{'name':'%s'}}".formatted(name));
    weir.says("policy", "add-role-to-user", role, "-z", name, "-n", project);
    return weir.says("create", "token", name, "-n", project).strip();
  }

  @Test
  void oneCommandSaysWhoMovedIt() throws Exception {
    String project = project();
    String one = push(project, "prod", "one");
    String two = push(project, "prod", "two");
    weir.says("tag", project + "/app@" + one, project + "/app:prod");

    List<String> lines = weir.says("tag", "history", "app:prod", "-n", project).lines().toList();

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches("WHEN +FROM +TO +HOW +BY +SOURCE");
    assertThat(lines.get(1))
        .matches(
            ".* ago +%s +%s +rollback +system:admin +%s/app@sha256:%s"
                .formatted(shown(two), shown(one), project, shown(one)));
    assertThat(lines.get(2))
        .matches(".* ago +%s +%s +push +system:admin +<none>".formatted(shown(one), shown(two)));
    assertThat(lines.get(3))
        .matches(".* ago +<none> +%s +push +system:admin +<none>".formatted(shown(one)));
    assertThat(weir.says("tag", "history", project + "/app:prod").lines()).hasSize(4);
  }

  @Test
  void wideHasWholeDigestsExactTimesAndPullSpecs() throws Exception {
    String project = project();
    String one = push(project, "v1", "one");

    List<String> lines =
        weir.says("tag", "history", "app:v1", "-n", project, "-o", "wide", "--no-headers")
            .lines()
            .toList();

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches(
            "20..-..-..T..:..:..Z +<none> +%s +push +system:admin +<none> +.*/%s/app@%s"
                .formatted(one, project, one));
  }

  @Test
  void theNewestTwentyAreShownUnlessMoreOrFewerAreWanted() throws Exception {
    String project = project();
    for (int i = 0; i < 23; i++) {
      String _ = push(project, "v1", "image " + i % 2);
    }

    Output usual = weir.attempt("", "tag", "history", "app:v1", "-n", project, "--no-headers");
    assertThat(usual.out().lines()).hasSize(20);
    assertThat(usual.err()).isEqualTo("3 older moves are left out; --all shows them.\n");
    assertThat(weir.says("tag", "history", "app:v1", "-n", project, "--all").lines()).hasSize(24);
    assertThat(weir.says("tag", "history", "app:v1", "-n", project, "--limit=2").lines())
        .hasSize(3);
  }

  @Test
  void jsonIsTheListOfTheApi() throws Exception {
    String project = project();
    String one = push(project, "v1", "one");
    String _ = push(project, "v1", "two");

    JsonNode history =
        Json.parse(
            weir.says("tag", "history", "app:v1", "-n", project, "--all", "-o", "json")
                .getBytes(UTF_8));

    assertThat(history)
        .isEqualTo(caller.api(admin, "GET", path(project, "app:v1/history"), "").json());
    assertThat(
            weir.says(
                "tag", "history", "app:v1", "-n", project, "-o", "jsonpath={.items[0].previous}"))
        .isEqualTo(one);
    assertThat(
            weir.says(
                "tag", "history", "app:v1", "-n", project, "-o", "custom-columns=HOW:.how,BY:.by"))
        .isEqualTo("HOW    BY\npush   system:admin\npush   system:admin\n");
  }

  @Test
  void whatIsWrongIsToldWithTheNextStep() throws Exception {
    String project = project();
    String _ = push(project, "v1", "one");
    List<List<String>> wrong = new ArrayList<>();
    wrong.add(List.of("app:v2", "imagestreamtags.image.openshift.io \"app:v2\" not found"));
    wrong.add(List.of("other:v1", "imagestreamtags.image.openshift.io \"other\" not found"));
    wrong.add(List.of("app", "\"app\" must be [NAMESPACE/]NAME:TAG, such as app:latest"));
    wrong.add(List.of("a/b/c:d", "\"a/b/c:d\" must be [NAMESPACE/]NAME:TAG"));
    wrong.add(List.of("nowhere/app:v1", "namespaces \"nowhere\" not found"));
    for (List<String> row : wrong) {
      Output said = weir.attempt("", "tag", "history", row.get(0), "-n", project);
      assertThat(said.exit()).as(row.get(0)).isEqualTo(1);
      assertThat(said.err()).contains(row.get(1));
    }
    assertThat(weir.attempt("", "tag", "history").err()).contains("say of which tag, as NAME:TAG");
    assertThat(weir.attempt("", "tag", "history", "app:v1", "--limit=0").err())
        .contains("a number from 1 on is expected");
    assertThat(weir.attempt("", "tag", "history", "app:v1", "--limit=1", "--all").err())
        .contains("--all and --limit may not be both specified");
    assertThat(weir.attempt("", "tag", "history", "app:v1", "-o", "name").err())
        .contains("what a tag was has no names");
  }

  @Test
  void describingATagSaysHowItCameToItsImage() throws Exception {
    String project = project();
    String _ = push(project, "v1", "one");
    weir.says("tag", "--alias", project + "/app:v1", project + "/app:live");

    assertThat(weir.says("describe", "istag", "app:v1", "-n", project))
        .containsPattern("Tag Moved:\\s+push by system:admin, .* ago\n");
    assertThat(weir.says("describe", "istag", "app:live", "-n", project))
        .containsPattern("Tag Moved:\\s+tag by system:admin from %s/app:v1, ".formatted(project));
    String viewer = member(project, "registry-viewer");
    assertThat(weir.says("describe", "istag", "app:v1", "-n", project, "--token", viewer))
        .contains("Tag Moved:");
  }

  @Test
  void aStreamCalledHistoryIsTaggedByItsTag() throws Exception {
    String project = project();
    var _ = pushes.image(admin, project + "/history", "latest", "of " + project);

    weir.says("tag", project + "/history:latest", project + "/history:kept");

    assertThat(weir.says("tag", "history", "history:kept", "-n", project).lines().toList().get(1))
        .contains(" " + project + "/history@sha256:");
  }

  @Test
  void anOptionThatIsNoneIsRefusedByTheApi() throws Exception {
    String project = project();
    String _ = push(project, "v1", "one");

    for (String query : List.of("limit=-1", "limit=many", "limit=1.5", "continue=nonsense")) {
      ApiCaller.Answer answer =
          caller.api(admin, "GET", path(project, "app:v1/history?" + query), "");
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(Json.string(answer.json(), "kind")).isEqualTo("Status");
    }
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertThat(caller.api(admin, method, path(project, "app:v1/history"), "{}").status())
          .as(method)
          .isEqualTo(405);
    }
    assertThat(caller.api(admin, "GET", path(project, "app:v1/histories"), "").status())
        .isEqualTo(404);
  }

  @Test
  void whoSeesTheTagSeesWhoMovedItAndWhoOnlyPullsDoesNot() throws Exception {
    String project = project();
    String _ = push(project, "v1", "one");
    String history = path(project, "app:v1/history");

    assertThat(caller.api(member(project, "view"), "GET", history, "").status()).isEqualTo(200);
    assertThat(caller.api(member(project, "registry-viewer"), "GET", history, "").status())
        .isEqualTo(200);
    ApiCaller.Answer puller =
        caller.api(member(project, "system:image-puller"), "GET", history, "");
    assertThat(puller.status()).isEqualTo(403);
    assertThat(Json.string(puller.json(), "message")).contains("imagestreamtags/history");
    assertThat(caller.api(member(project(), "admin"), "GET", history, "").status()).isEqualTo(403);
    assertThat(caller.api("", "GET", history, "").status()).isIn(401, 403);
  }

  @Test
  void discoveryAndSchemasKnowIt() throws Exception {
    JsonNode resources =
        Json.arrayAt(
            caller.api(admin, "GET", "/apis/image.openshift.io/v1", "").json(), "resources");
    JsonNode found =
        resources
            .valueStream()
            .filter(r -> Json.string(r, "name").equals("imagestreamtags/history"))
            .findFirst()
            .orElseThrow();
    assertThat(Json.string(found, "kind")).isEqualTo("ImageStreamTagHistory");
    assertThat(found.path("verbs").valueStream().map(v -> v.asString(""))).containsExactly("get");
    JsonNode schemas =
        caller.api(admin, "GET", "/openapi/v3/apis/image.openshift.io/v1", "").json();
    assertThat(schemas.path("paths").propertyNames())
        .contains(
            "/apis/image.openshift.io/v1/namespaces/{namespace}/imagestreamtags/{name}/history");
  }
}
