package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Unmodified clients ask for some resources without looking whether the server has them, and fail
 * where an empty Kubernetes would not.
 */
@WeirServer
class ProbesTest {
  private static final List<String> LISTS =
      List.of(
          "apps/v1 Deployment",
          "apps/v1 StatefulSet",
          "batch/v1 CronJob",
          "image.openshift.io/v1 ImageStream",
          "route.openshift.io/v1 Route",
          "v1 ConfigMap",
          "v1 Secret",
          "v1 Service");

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;
  private List<KindSample> kinds = List.of();

  ProbesTest(Path work, ServerProcess server, HttpApi api) throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"walk\"}}");
    kinds =
        KindSample.served(api).stream()
            .filter(kind -> kind.hasSample() && kind.skip().isEmpty())
            // another view of the objects of rbac.authorization.k8s.io
            .filter(kind -> !kind.apiVersion().startsWith("authorization.openshift.io/"))
            .toList();
  }

  private RealClient kubectl() {
    return RealClient.required(environment(), "kubectl");
  }

  private RealClient oc() {
    return RealClient.oc(environment());
  }

  private Map<String, String> environment() {
    return server.environment(work);
  }

  /** Every kind in a list with a kind of its own, such as {@code ConfigMapList}. */
  private Path typedLists(String mark) throws Exception {
    List<String> documents = new ArrayList<>();
    for (KindSample kind : kinds) {
      ObjectNode list = Json.object().put("apiVersion", kind.apiVersion());
      list.put("kind", kind.kind() + "List").putObject("metadata");
      ObjectNode object = kind.object(kind.names().get(mark.equals("k") ? 0 : 1));
      if (kind.namespaced()) {
        Json.ensureObject(object, "metadata").put("namespace", KindSample.NAMESPACE);
      }
      list.putArray("items").add(object);
      documents.add(Json.text(list));
    }
    Path file = work.resolve("lists-" + mark + ".json");
    return Files.writeString(file, String.join("\n", documents));
  }

  private static void assertAllCreated(String said) {
    LISTS.forEach(
        list ->
            assertThat(said).as(list).containsIgnoringCase(list.substring(list.indexOf(' ') + 1)));
  }

  @Test
  void kubectlCreatesEveryTypedList() throws Exception {
    String said = kubectl().run("create", "-f", typedLists("k").toString());
    assertThat(said.lines().filter(line -> line.endsWith(" created"))).hasSameSizeAs(kinds);
    assertAllCreated(said);
  }

  @Test
  void ocCreatesEveryTypedList() throws Exception {
    String said = oc().run("create", "--validate=strict", "-f", typedLists("o").toString());
    assertThat(said.lines().filter(line -> line.endsWith(" created"))).hasSameSizeAs(kinds);
    assertAllCreated(said);
  }

  @Test
  void whoMayOnlyEditAProjectCreatesTypedListsToo() throws Exception {
    kubectl().run("create", "rolebinding", "ed", "-n", "walk", "--clusterrole=edit", "--user=eddy");
    Path list =
        Files.writeString(
            work.resolve("list.yaml"),
            """
            apiVersion: v1
            kind: ConfigMapList
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: eds}}
            """);
    assertThat(kubectl().run("create", "-f", list.toString(), "-n", "walk", "--as=eddy"))
        .isEqualTo("configmap/eds created\n");
  }

  @Test
  void appliedFilesArePruned() throws Exception {
    Path file = work.resolve("pruned.yaml");
    String map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {prune: me}}\n";
    kubectl().run("create", "namespace", "pruned");
    Files.writeString(file, map.formatted("one") + "---\n" + map.formatted("two"));
    kubectl().run("apply", "-n", "pruned", "-f", file.toString());
    Files.writeString(file, map.formatted("one"));

    String said =
        kubectl().run("apply", "-n", "pruned", "--prune", "-l", "prune=me", "-f", file.toString());

    assertThat(said).contains("configmap/one unchanged", "configmap/two pruned");
  }

  @Test
  void thereAreNoneOfWhatIsNotKept() throws Exception {
    for (String kind :
        List.of("crds", "nodes", "persistentvolumes", "ingresses", "endpointslices")) {
      Output none = kubectl().attempt("", "get", kind);
      assertThat(none.exit()).isZero();
      assertThat(none.err()).startsWith("No resources found");
    }
    assertThat(kubectl().attempt("", "create", "ingress", "i", "--rule=a/b=web:80").err())
        .contains("ingresses.networking.k8s.io are not kept: ");
    kubectl()
        .run("cluster-info", "dump", "--output-directory=" + work.resolve("dump"), "-n", "walk");
  }

  @Test
  void anAdministratorMakesAProjectForSomebodyElse() throws Exception {
    String said =
        oc().run("adm", "new-project", "given", "--admin=gina", "--display-name=For Gina");

    assertThat(said).startsWith("Created project given");
    assertThat(oc().run("get", "project", "given", "--as=gina")).contains("For Gina");
    assertThat(oc().attempt("", "adm", "new-project", "given").err()).contains("already exists");
    assertThat(oc().attempt("", "adm", "new-project", "hers", "--as=gina").err())
        .contains("forbidden");
    assertThat(
            api.post(
                    "/apis/project.openshift.io/v1/projects", "{\"metadata\":{\"name\":\"given\"}}")
                .body())
        .contains("projects.project.openshift.io \\\"given\\\" already exists");
  }

  @Test
  void watchOfNothingBeginsAndStays() throws Exception {
    var answer =
        api.get(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
                + "?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"BOOKMARK\"", "k8s.io/initial-events-end");
  }
}
