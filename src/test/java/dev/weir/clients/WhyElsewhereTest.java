package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code weir why} asks the server of the streams, and its workloads are on another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class WhyElsewhereTest {
  private static final String FOLLOWS =
      "[{\\\"from\\\":{\\\"kind\\\":\\\"ImageStreamTag\\\",\\\"name\\\":\\\"app:live\\\"},"
          + "\\\"fieldPath\\\":\\\"spec.template.spec.containers[0].image\\\"}]";
  private static final String POD =
      "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'web','image':'%s'}]}";
  private static final String WORKLOAD =
      "{'metadata':{'name':'web','annotations':{'image.openshift.io/triggers':'%s'}},"
          + "'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{%s}}}";

  @TempDir static Path work;
  @AutoClose private ServerProcess cluster;
  @AutoClose private ApiCaller inCluster;
  @AutoClose private ServerProcess server;
  @AutoClose private ApiCaller caller;
  private WeirCalls weir = new WeirCalls(java.util.Map.of(), Path.of(""));
  private String digest = "";

  @BeforeAll
  void start() throws Exception {
    cluster = ServerProcess.start(work.resolve("cluster"));
    inCluster = ApiCaller.of(cluster);
    server =
        ServerProcess.start(work.resolve("weir"), "--workloads", cluster.kubeconfig().toString());
    caller = ApiCaller.of(server);
    Path home = Files.createDirectories(work.resolve("home"));
    weir = new WeirCalls(server.environment(home), home);
    weir.says("new-project", "shop");
    inCluster.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    digest =
        new TestPushes(caller)
            .image(caller.administrator(), "shop/app", "live", "elsewhere")
            .digest();
    inCluster.create(
        "/apis/apps/v1/namespaces/shop/deployments",
        WORKLOAD.formatted(FOLLOWS, POD.formatted("x/y:1")));
  }

  private JsonNode why(String object) {
    return Json.parse(weir.says("why", object, "-n", "shop", "-o", "json"));
  }

  @Test
  @Order(1)
  void aWorkloadOfTheOtherServerIsToldByTheTagsOfThisOne() {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> why("deploy/web").at("/images/0/follows/state").asString("").equals("current"));

    JsonNode why = why("deploy/web");
    assertThat(why.path("elsewhere").asBoolean(false)).isTrue();
    assertThat(why.at("/images/0/image").asString()).endsWith("/shop/app@" + digest);
    assertThat(why.at("/images/0/moved/from").asString()).isEqualTo("x/y:1");
    assertThat(why.at("/images/0/events/0/how").asString()).isEqualTo("push");
    assertThat(why.at("/images/0/events/0/by").asString()).isEqualTo("system:admin");
    assertThat(
            Json.arrayAt(
                Json.parse(weir.says("why", "deploy", "--all", "-n", "shop", "-o", "json")),
                "items"))
        .hasSize(1);
  }

  @Test
  @Order(2)
  void itsPodsAreToldByWhatMadeThem() throws Exception {
    String uid =
        inCluster
            .api(
                inCluster.administrator(),
                "GET",
                "/apis/apps/v1/namespaces/shop/deployments/web",
                "")
            .json()
            .at("/metadata/uid")
            .asString();
    String image = why("deploy/web").at("/images/0/image").asString();
    String owner =
        "'ownerReferences':[{'apiVersion':'apps/v1','kind':'%s','name':'%s','uid':'%s','controller':true}],";
    JsonNode set =
        inCluster.create(
            "/apis/apps/v1/namespaces/shop/replicasets",
            WORKLOAD
                .formatted(FOLLOWS, POD.formatted(image))
                .replace(
                    "{'name':'web',",
                    "{" + owner.formatted("Deployment", "web", uid) + "'name':'web-1',"));
    inCluster.create(
        "/api/v1/namespaces/shop/pods",
        ("{" + POD.formatted(image) + "}")
            .replace(
                "'metadata':{",
                "'metadata':{"
                    + owner.formatted("ReplicaSet", "web-1", set.at("/metadata/uid").asString())
                    + "'name':'web-1-x',"));

    assertThat(weir.says("why", "pod/web-1-x", "-n", "shop"))
        .startsWith("made by replicasets.apps/web-1, that by deployments.apps/web\n")
        .contains("  follows app:live, and is up to date\n", "app:live was pushed by system:admin");
  }

  @Test
  @Order(3)
  void whoMayAskIsSaidHere() {
    weir.says("policy", "add-role-to-user", "view", "ann", "-n", "shop");
    assertThat(weir.says("why", "deploy/web", "-n", "shop", "--as=ann")).contains("was pushed by");
    assertThat(weir.fails("why", "deploy/web", "-n", "shop", "--as=bob"))
        .contains("User \"bob\" cannot get resource \"deployments\"");
    assertThat(weir.fails("why", "deploy/none", "-n", "shop"))
        .isEqualTo("Error from server (NotFound): deployments.apps \"none\" not found\n");
  }

  @Test
  @Order(4)
  void ownWorkloadsAreSaidToFollowNothing() throws Exception {
    caller.create(
        "/apis/apps/v1/namespaces/shop/statefulsets",
        WORKLOAD
            .formatted(FOLLOWS, POD.formatted("x/y:1"))
            .replace("'spec':{'selector'", "'spec':{'serviceName':'w','selector'"));

    assertThat(weir.says("why", "sts/web", "-n", "shop"))
        .contains("says that it follows app:live", "follows the workloads of another one");
    assertThat(why("sts/web").path("elsewhere").asBoolean(false)).isFalse();
  }

  @Test
  @Order(5)
  void aServerThatDoesNotAnswerIsNamed() throws Exception {
    cluster.kill();
    assertThat(weir.fails("why", "deploy/web", "-n", "shop"))
        .contains("the server of the workloads (weir serve --workloads) cannot tell");
    assertThat(weir.says("why", "istag/app:live", "-n", "shop")).contains("was pushed by");
  }
}
