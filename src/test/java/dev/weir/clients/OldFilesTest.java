package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    assertThat(log.body()).contains("Weir runs no pods");
    assertThat(lines("oc", "delete", "worker-list")).hasSize(2);
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
}
