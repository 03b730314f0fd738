package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people kept of OpenShift 3.11: exports and templates that say {@code apiVersion: v1}. */
@WeirServer
class OldFilesTest {
  private static final Path FILES = Path.of("src/test/resources/old-files").toAbsolutePath();

  private static final String TODAY = "/apis/authorization.openshift.io/v1";
  private static final String OLD = "/oapi/v1";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/old";
  private static final String ROLE = "role.authorization.openshift.io/";

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;
  private final WeirCalls weir;

  /** Makes alice the administrator of a project, and of nothing else. */
  OldFilesTest(Path work, ServerProcess server, HttpApi api, WeirCalls weir) throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
    this.weir = weir;
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"old\"}}");
    String binding =
        """
        {"metadata":{"name":"alice"},"roleRef":{"kind":"ClusterRole","name":"admin"},
         "subjects":[{"kind":"User","name":"alice"}]}\
        """;
    ok(api.post("/apis/rbac.authorization.k8s.io/v1/namespaces/old/rolebindings", binding));
  }

  private static ObjectNode ok(java.net.http.HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return HttpApi.tree(answer);
  }

  private RealClient client(String program) {
    Map<String, String> environment = server.environment(work);
    return program.equals("oc")
        ? RealClient.oc(environment)
        : RealClient.required(environment, program);
  }

  private RealClient.Output attempt(String program, String... line)
      throws IOException, InterruptedException {
    return program.equals("weir") ? weir.attempt("", line) : client(program).attempt("", line);
  }

  private String run(String program, String... line) throws IOException, InterruptedException {
    RealClient.Output output = attempt(program, line);
    assertThat(output.exit()).as(program + ": " + output.err()).isZero();
    return output.out();
  }

  private RealClient.Output asAlice(String program, String verb, String file)
      throws IOException, InterruptedException {
    return attempt(
        program,
        "--as=alice",
        "--as-group=system:authenticated",
        "-n",
        "old",
        verb,
        "-f",
        FILES.resolve(file + ".yaml").toString());
  }

  private List<String> lines(String program, String verb, String file)
      throws IOException, InterruptedException {
    RealClient.Output output = asAlice(program, verb, file);
    assertThat(output.exit()).as(program + " " + verb + " " + file + output.err()).isZero();
    return output.out().lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "oc, shop",
    "kubectl, shop",
    "weir, shop",
    "oc, worker-list",
    "kubectl, worker-list",
    "weir, worker-list",
    "oc, template",
    "kubectl, template",
    "weir, template"
  })
  void aProjectsAdministratorTakesAnOldFileThroughItsLife(String program, String file)
      throws Exception {
    List<String> created = lines(program, "apply", file);
    assertThat(created).isNotEmpty().allMatch(line -> line.endsWith(" created"));
    assertThat(lines(program, "apply", file))
        .hasSameSizeAs(created)
        .allMatch(line -> line.endsWith(" configured") || line.endsWith(" unchanged"));
    assertThat(asAlice(program, "diff", file).exit()).isBetween(0, 1);
    if (!program.equals("weir")) {
      assertThat(lines(program, "get", file)).hasSizeGreaterThan(created.size());
    }
    assertThat(lines(program, "replace", file))
        .hasSameSizeAs(created)
        .allMatch(line -> line.endsWith(" replaced"));
    assertThat(lines(program, "delete", file)).hasSameSizeAs(created);
    assertThat(lines(program, "create", file)).hasSameElementsAs(created);
    assertThat(lines(program, "delete", file)).hasSameSizeAs(created);
  }

  @Test
  void theClientSaysOfEachKindOnceHowItReadsIt() throws Exception {
    RealClient.Output output = asAlice("weir", "apply", "worker-list");
    assertThat(output.err())
        .isEqualTo(
            "info: DeploymentConfig of apiVersion v1 is read as apiVersion apps.openshift.io/v1\n");
    assertThat(lines("weir", "delete", "worker-list")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oc", "kubectl", "weir"})
  void aProjectIsMadeOfItsOldFileByWhomMay(String program) throws Exception {
    String file = FILES.resolve("project.yaml").toString();
    assertThat(asAlice(program, "create", "project").err()).contains("forbidden");
    assertThat(run(program, "create", "-f", file))
        .isEqualTo("project.project.openshift.io/old-project created\n");
    assertThat(run(program, "delete", "-f", file)).contains("old-project");
  }

  @Test
  void theAdministratorOfAProjectSeesItAtTheOldEndpoint() throws Exception {
    RealClient kubectl = client("kubectl");
    String[] alice = {"--as=alice", "--as-group=system:authenticated", "get", "--raw"};
    for (String path : new String[] {"/oapi/v1/projects/old", "/api/v1/legacyprojects/old"}) {
      List<String> line = new ArrayList<>(List.of(alice));
      line.add(path);
      assertThat(kubectl.run(line.toArray(String[]::new))).contains("\"kind\":\"Project\"");
    }
    assertThat(kubectl.attempt("", "--as=eve", "get", "--raw", "/oapi/v1/projects/old").err())
        .contains("forbidden");
  }

  @ParameterizedTest
  @CsvSource({
    "apps.openshift.io, deploymentconfigs, DeploymentConfig",
    "build.openshift.io, buildconfigs, BuildConfig",
    "build.openshift.io, builds, Build",
    "route.openshift.io, routes, Route",
    "template.openshift.io, templates, Template"
  })
  void bothEndpointsShowTheSameObjects(String group, String plural, String kind) throws Exception {
    String old = "/oapi/v1/namespaces/old/" + plural;
    String today = "/apis/" + group + "/v1/namespaces/old/" + plural;
    String spec =
        switch (kind) {
          case "Route" -> "{\"to\":{\"name\":\"web\"}}";
          case "DeploymentConfig" ->
              """
              {"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},
               "spec":{"containers":[{"name":"a","image":"a"}]}}}\
              """;
          case "Template" -> "null";
          default ->
              "{\"strategy\":{\"dockerStrategy\":{}},\"source\":{\"dockerfile\":\"FROM a\"}}";
        };
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"both\"},\"spec\":%s}"
            .formatted(kind, spec);
    JsonNode made = ok(api.post(old, body));
    assertThat(made.get("apiVersion").asString()).isEqualTo("v1");
    assertThat(made.at("/metadata/selfLink").asString()).isEqualTo(old + "/both");
    ObjectNode found = ok(api.get(today + "/both"));
    assertThat(found.get("apiVersion").asString()).isEqualTo(group + "/v1");
    assertThat(found.at("/metadata/uid")).isEqualTo(made.at("/metadata/uid"));
    found.withObject("metadata").remove("resourceVersion");
    JsonNode list = ok(api.get(old + "?fieldSelector=name=both"));
    assertThat(list.get("kind").asString() + list.get("apiVersion").asString())
        .isEqualTo(kind + "Listv1");
    assertThat(list.at("/items/0/apiVersion").asString()).isEqualTo("v1");
    String events = api.get(old + "?watch=true&timeoutSeconds=1&fieldSelector=name=both").body();
    assertThat(events).startsWith("{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\"");
    var replaced = api.send("PUT", old + "/both", "application/json", found.toString());
    assertThat(ok(replaced).get("apiVersion").asString()).isEqualTo("v1");
    ok(api.send("DELETE", old + "/both", "application/json", ""));
    assertThat(api.get(today + "/both").statusCode()).isEqualTo(404);
  }

  @Test
  void actionsOfOldKindsAnswerAtTheOldEndpoint() throws Exception {
    assertThat(lines("oc", "create", "worker-list")).hasSize(2);
    String config = "/oapi/v1/namespaces/old/deploymentconfigs/mailer";
    JsonNode scale = ok(api.get(config + "/scale"));
    assertThat(scale.get("apiVersion").asString()).isNotEqualTo("v1");
    JsonNode rolledOut =
        ok(
            api.post(
                config + "/instantiate",
                "{\"kind\":\"DeploymentRequest\",\"apiVersion\":\"v1\",\"name\":\"mailer\","
                    + "\"latest\":true,\"force\":true}"));
    assertThat(rolledOut.get("apiVersion").asString()).isEqualTo("v1");
    assertThat(rolledOut.get("kind").asString()).isEqualTo("DeploymentConfig");
    var log = api.get(config + "/log");
    assertThat(log.statusCode()).isEqualTo(405);
    assertThat(log.body()).contains("Weir rolls out without a pod");
    assertThat(lines("oc", "delete", "worker-list")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oc", "weir"})
  void theFirstWordsForTriggersMeanTodaysAndWhatIsLeftOutIsTold(String program) throws Exception {
    RealClient.Output output = asAlice(program, "create", "first-words");
    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.err())
        .containsOnlyOnce(
            "Warning: spec.triggers[3].type: \"svn\" is none of Bitbucket, ConfigChange, Generic,"
                + " GitHub, GitLab, ImageChange; the trigger is left out");
    JsonNode triggers =
        ok(api.get("/apis/build.openshift.io/v1/namespaces/old/buildconfigs/first"))
            .at("/spec/triggers");
    assertThat(triggers)
        .isEqualTo(
            Json.parse(
                """
                [{"type":"GitHub","github":{"secret":"kept"}},
                 {"type":"Generic","generic":{"secret":"too"}},
                 {"type":"ImageChange","imageChange":{}}]
                """));
    assertThat(lines(program, "delete", "first-words")).hasSize(1);
  }

  @Test
  void discoveryTellsOfEachKindOnceToWhoeverListsAll() throws Exception {
    List<String> old = ok(api.get("/oapi/v1")).at("/resources").findValuesAsString("name");
    assertThat(old)
        .contains(
            "deploymentconfigs",
            "deploymentconfigs/scale",
            "buildconfigs/instantiate",
            "builds",
            "routes/status",
            "templates",
            "projects",
            "projectrequests",
            "users",
            "localresourceaccessreviews");
    for (JsonNode resource : ok(api.get("/api/v1")).get("resources")) {
      if (resource.get("name").asString().startsWith("legacy")) {
        assertThat(resource.get("verbs").toString()).isEqualTo("[\"create\"]");
        assertThat(resource.has("categories")).isFalse();
        assertThat(resource.has("shortNames")).isFalse();
      }
    }
    assertThat(lines("oc", "create", "shop")).hasSize(6);
    for (String program : new String[] {"oc", "kubectl", "weir"}) {
      assertThat(run(program, "-n", "old", "get", "all", "-o", "name").lines())
          .contains("route.route.openshift.io/shop", "imagestream.image.openshift.io/shop")
          .doesNotHaveDuplicates();
    }
    assertThat(lines("oc", "delete", "shop")).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oc", "kubectl", "weir"})
  void oldRolesAndBindingsGiveWhatTheyGave(String program) throws Exception {
    List<String> made = lines(program, "apply", "rights");
    assertThat(made).hasSize(3).anyMatch(line -> line.equals(ROLE + "image-watcher created"));
    assertThat(lines(program, "apply", "rights")).hasSize(3);
    assertThat(mayGet("bob", "imagestreams")).isTrue();
    assertThat(mayGet("bob", "deploymentconfigs.apps.openshift.io")).isTrue();
    assertThat(mayGet("system:serviceaccount:old:robot", "configmaps")).isTrue();
    assertThat(mayGet("bob", "secrets")).isFalse();
    JsonNode stored = ok(api.get(RBAC + "/rolebindings/image-watchers"));
    assertThat(stored.at("/roleRef/kind").asString()).isEqualTo("Role");
    assertThat(stored.has("userNames")).isFalse();
    assertThat(lines(program, "replace", "rights")).hasSize(3);
    assertThat(lines(program, "delete", "rights")).hasSize(3);
    assertThat(mayGet("bob", "imagestreams")).isFalse();
  }

  /** A loop makes this one anew at once. */
  @Test
  void aDeleteIsOverWhenTheObjectIsGoneAndAnotherOfItsNameIsThere() throws Exception {
    String[] line = {"-n", "old", "delete", "rolebinding", "system:image-pullers", "--timeout=15s"};
    for (int i = 0; i < 2; i++) {
      await().until(() -> api.get(RBAC + "/rolebindings/system:image-pullers").statusCode() == 200);
      assertThat(run("weir", line)).contains("deleted");
    }
  }

  private boolean mayGet(String user, String resource) throws Exception {
    return weir.attempt("", "-n", "old", "auth", "can-i", "get", resource, "--as=" + user)
        .out()
        .equals("yes\n");
  }

  @Test
  void whatIsListedOfRolesIsNamedOnce() throws Exception {
    for (String program : new String[] {"oc", "kubectl", "weir"}) {
      assertThat(run(program, "-n", "old", "get", "rolebindings", "-o", "name").lines())
          .contains("rolebinding.rbac.authorization.k8s.io/alice")
          .doesNotHaveDuplicates();
    }
    String table = run("oc", "-n", "old", "get", "rolebindings.authorization.openshift.io");
    assertThat(table.lines().filter(line -> line.matches("alice +ClusterRole/admin .*")))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {TODAY, OLD})
  void nobodyGivesAwayWhatTheyLack(String endpoint) throws Exception {
    String path = endpoint + "/namespaces/old/rolebindings";
    ObjectNode binding = binding("mallory", "{\"name\":\"cluster-admin\"}", "[\"mallory\"]");
    var refused = api.send(asAlice("POST", path, binding));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("attempting to grant RBAC permissions not currently held");
    ok(api.send(asAlice("POST", path, binding("carol", "{\"name\":\"view\"}", "[\"carol\"]"))));
    var other = api.send(api.request(path + "/carol").header("Impersonate-User", "carol").DELETE());
    assertThat(other.statusCode()).isEqualTo(403);
    ok(api.send("DELETE", path + "/carol", "application/json", ""));
  }

  private static ObjectNode binding(String name, String roleRef, String users) {
    return Json.parseObject(
        ("{\"kind\":\"RoleBinding\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
                + name
                + "\"},\"roleRef\":"
                + roleRef
                + ",\"userNames\":"
                + users
                + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder asAlice(String method, String path, ObjectNode body) {
    return api.request(path)
        .header("Impersonate-User", "alice")
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'roleRef':{'name':'view'},'userNames':'ann'} | 400 | userNames",
        "{'roleRef':{'name':'view'},'userNames':[7]} | 400 | userNames",
        "{'roleRef':'view'} | 400 | roleRef",
        "{'roleRef':null,'userNames':['ann']} | 422 | roleRef.name",
        "{'userNames':['ann']} | 422 | roleRef.name",
        "{'roleRef':{'name':'view'},'userNames':['']} | 422 | subjects[0].name",
        "{'roleRef':{'name':'view'},'subjects':[{'kind':'Robot','name':'a'}]} | 422 |"
            + " subjects[0].kind",
        "{'roleRef':{'name':'view'},'subjects':[null]} | 4.. | subjects",
        "{'roleRef':{'name':'view','namespace':'elsewhere'}} | 422 | roleRef.namespace",
        "{'roleRef':{'name':'view'},'userNames':['a'],'subjects':[{'kind':'User','name':'b'}]} |"
            + " 422 | subjects"
      })
  void contradictionsAreRefusedInWords(String members, String code, String field) throws Exception {
    ObjectNode body = Json.parseObject(members.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    body.putObject("metadata").put("name", "bad");
    var answer = api.post(TODAY + "/namespaces/old/rolebindings", body);
    assertThat(String.valueOf(answer.statusCode())).as(answer.body()).matches(code);
    assertThat(answer.body()).contains(field);
    assertThat(api.get(RBAC + "/rolebindings/bad").statusCode()).isEqualTo(404);
  }
}
