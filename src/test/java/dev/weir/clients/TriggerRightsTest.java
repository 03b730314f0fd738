package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.resource.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A trigger on another project's stream costs its writer the right to pull there, when it is
 * written and when it moves (controllers-and-access.md 1.2).
 */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class TriggerRightsTest {
  private static final String TEMPLATE =
      "{'metadata':{'labels':{'a':'b'}},'spec':{'restartPolicy':'Always',"
          + "'containers':[{'name':'web','image':'x/y:1'}]}}";

  private final ServerProcess server;
  private final ApiCaller caller;
  private TestPushes pushes;
  private String admin = "";
  private String ann = "";

  TriggerRightsTest(ServerProcess server, ApiCaller caller) throws Exception {
    this.server = server;
    this.caller = caller;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'theirs'}}");
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'own'}}");
    caller.create("/api/v1/namespaces/own/serviceaccounts", "{'metadata':{'name':'ann'}}");
    bind("own", "cluster-admin");
    ann =
        caller
            .create("/api/v1/namespaces/own/serviceaccounts/ann/token", "{}")
            .at("/status/token")
            .asString();
    pushes.image(admin, "theirs/app", "v1", "hidden");
  }

  private void bind(String namespace, String role) throws Exception {
    caller.create(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings",
        ("{'metadata':{'name':'ann'},'roleRef':{'kind':'ClusterRole','name':'%s'},"
                + "'subjects':[{'kind':'ServiceAccount','namespace':'own','name':'ann'}]}")
            .formatted(role));
  }

  private void unbind(String namespace) throws Exception {
    var answer =
        caller.api(
            admin,
            "DELETE",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings/ann",
            "");
    assertThat(answer.status()).isEqualTo(200);
  }

  private static ObjectNode object(String name, String body) {
    ObjectNode object = Json.parseObject(Json.bytes(Json.parse(body.replace('\'', '"'))));
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static void follow(ObjectNode object, String stream, String fieldPath) {
    String trigger =
        "[{\"from\":{\"kind\":\"ImageStreamTag\",\"namespace\":\"theirs\",\"name\":\"%s\"},"
                .formatted(stream)
            + "\"fieldPath\":\"%s.containers[0].image\"}]".formatted(fieldPath);
    ((ObjectNode) object.get("metadata"))
        .putObject("annotations")
        .put("image.openshift.io/triggers", trigger);
  }

  private static void mustBeRefused(ApiCaller.Answer answer) {
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(403);
    assertThat(answer.json().path("message").asString())
        .contains("theirs/app", "imagestreams/layers", "system:image-puller");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "apis/apps/v1; deployments;"
            + " {'spec':{'selector':{'matchLabels':{'a':'b'}},'template':TEMPLATE}};"
            + " spec.template.spec",
        "apis/apps/v1; statefulsets;"
            + " {'spec':{'serviceName':'w','selector':{'matchLabels':{'a':'b'}},'template':TEMPLATE}};"
            + " spec.template.spec",
        "apis/apps/v1; daemonsets;"
            + " {'spec':{'selector':{'matchLabels':{'a':'b'}},'template':TEMPLATE}};"
            + " spec.template.spec",
        "apis/apps/v1; replicasets;"
            + " {'spec':{'selector':{'matchLabels':{'a':'b'}},'template':TEMPLATE}};"
            + " spec.template.spec",
        "api/v1; replicationcontrollers; {'spec':{'selector':{'a':'b'},'template':TEMPLATE}};"
            + " spec.template.spec",
        "api/v1; pods; {'spec':{'containers':[{'name':'web','image':'x/y:1'}]}}; spec",
        "apis/batch/v1; jobs; {'spec':{'template':TEMPLATE}}; spec.template.spec",
        "apis/batch/v1; cronjobs;"
            + " {'spec':{'schedule':'@daily','jobTemplate':{'spec':{'template':TEMPLATE}}}};"
            + " spec.jobTemplate.spec.template.spec",
      })
  void aWriterWithoutTheRightIsRefused(String group, String plural, String body, String path)
      throws Exception {
    boolean runsOnce = group.contains("batch");
    String template = runsOnce ? TEMPLATE.replace("Always", "Never") : TEMPLATE;
    String url = "/" + group + "/namespaces/own/" + plural;
    ObjectNode object = object("w-" + plural, body.replace("TEMPLATE", template));
    ObjectNode following = object.deepCopy();
    follow(following, "app:v1", path);

    mustBeRefused(caller.api(ann, "POST", url, following.toString()));
    assertThat(caller.api(ann, "POST", url, object.toString()).status()).isEqualTo(201);
    ObjectNode patch = Json.object();
    patch.set("metadata", following.get("metadata"));
    ObjectNode stored = (ObjectNode) caller.api(ann, "GET", url + "/w-" + plural, "").json();
    ObjectNode changed = stored.deepCopy();
    ((ObjectNode) changed.get("metadata"))
        .set("annotations", patch.at("/metadata/annotations").deepCopy());
    mustBeRefused(caller.api(ann, "PUT", url + "/w-" + plural, changed.toString()));
    mustBeRefused(caller.patch(ann, url + "/w-" + plural, patch));
    mustBeRefused(caller.patch(ann, url + "/w-" + plural + "/status", patch));
    assertThat(
            caller.api(admin, "GET", url + "/w-" + plural, "").json().at("/metadata/annotations"))
        .noneMatch(value -> value.asString().contains("theirs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "apis/apps.openshift.io/v1; deploymentconfigs;"
            + " {'spec':{'selector':{'a':'b'},'triggers':[{'type':'ImageChange','imageChangeParams':"
            + "{'automatic':true,'containerNames':['web'],'from':FROM}}],'template':TEMPLATE}}",
        "apis/build.openshift.io/v1; buildconfigs;"
            + " {'spec':{'triggers':[{'type':'ImageChange','imageChange':{'from':FROM}}],"
            + "'strategy':{'type':'Docker','dockerStrategy':{}},"
            + "'source':{'type':'Git','git':{'uri':'https://example.com/x'}}}}",
        "apis/build.openshift.io/v1; buildconfigs;"
            + " {'spec':{'triggers':[{'type':'ImageChange'}],"
            + "'strategy':{'type':'Source','sourceStrategy':{'from':FROM}},"
            + "'source':{'type':'Git','git':{'uri':'https://example.com/x'}}}}",
      })
  void theOwnTriggersOfConfigsCostTheSame(String group, String plural, String body)
      throws Exception {
    String from = "{'kind':'ImageStreamTag','namespace':'theirs','name':'app:v1'}";
    String url = "/" + group + "/namespaces/own/" + plural;
    ObjectNode object = object("w", body.replace("TEMPLATE", TEMPLATE).replace("FROM", from));
    mustBeRefused(caller.api(ann, "POST", url, object.toString()));
    assertThat(caller.api(admin, "POST", url, object.toString()).status()).isEqualTo(201);
    assertThat(caller.api(admin, "DELETE", url + "/w", "").status()).isEqualTo(200);
  }

  private String image(String name) throws Exception {
    return caller
        .api(admin, "GET", "/apis/apps/v1/namespaces/own/deployments/" + name, "")
        .json()
        .at("/spec/template/spec/containers/0/image")
        .asString();
  }

  private static ObjectNode deployment(String name, String tag) {
    ObjectNode object =
        object(
            name,
            "{'spec':{'selector':{'matchLabels':{'a':'b'}},'template':TEMPLATE}}"
                .replace("TEMPLATE", TEMPLATE));
    follow(object, tag, "spec.template.spec");
    return object;
  }

  private String spec(Pushed image) {
    return server.registry() + "/theirs/moving@" + image.digest();
  }

  private List<String> events(String reason) throws Exception {
    return caller
        .api(admin, "GET", "/api/v1/namespaces/own/events", "")
        .json()
        .path("items")
        .valueStream()
        .filter(event -> event.path("reason").asString().equals(reason))
        .map(event -> event.path("message").asString())
        .toList();
  }

  private String cause(String name) throws Exception {
    return caller
        .api(admin, "GET", "/apis/apps/v1/namespaces/own/deployments/" + name, "")
        .json()
        .at("/metadata/annotations")
        .path("weir.dev/cause")
        .asString("");
  }

  @Test
  void whoOnlyPullsDoesNotLearnByATriggerWhoPushes() throws Exception {
    String url = "/apis/apps/v1/namespaces/own/deployments";
    pushes.image(admin, "theirs/moving", "quiet", "pushed");
    bind("theirs", "system:image-puller");
    for (String name : List.of("stranger", "insider")) {
      String writer = name.equals("stranger") ? ann : admin;
      String body = deployment(name, "moving:quiet").toString();
      assertThat(caller.api(writer, "POST", url, body).status()).isEqualTo(201);
    }
    await().untilAsserted(() -> assertThat(cause("insider")).contains("\"by\":"));
    await()
        .untilAsserted(() -> assertThat(cause("stranger")).contains("\"how\":\"push\"", "tagged"));
    assertThat(cause("stranger")).doesNotContain("\"by\"", "system:");
    unbind("theirs");
  }

  @Test
  void aWriterWhoLosesTheRightStopsTheTriggerAtItsNextMove() throws Exception {
    String url = "/apis/apps/v1/namespaces/own/deployments";
    Pushed first = pushes.image(admin, "theirs/moving", "live", "first");
    bind("theirs", "system:image-puller");
    assertThat(caller.api(ann, "POST", url, deployment("loser", "moving:live").toString()).status())
        .isEqualTo(201);
    assertThat(
            caller.api(admin, "POST", url, deployment("keeper", "moving:live").toString()).status())
        .isEqualTo(201);
    await().untilAsserted(() -> assertThat(image("loser")).isEqualTo(spec(first)));

    unbind("theirs");
    Pushed second = pushes.image(admin, "theirs/moving", "live", "second");

    await().untilAsserted(() -> assertThat(image("keeper")).isEqualTo(spec(second)));
    await()
        .untilAsserted(
            () ->
                assertThat(events("TriggerForbidden"))
                    .singleElement()
                    .asString()
                    .contains("theirs/moving:live", "imagestreams/layers"));
    assertThat(image("loser")).isEqualTo(spec(first));

    ObjectNode label = Json.object();
    label.putObject("metadata").putObject("labels").put("seen", "yes");
    assertThat(caller.patch(ann, url + "/loser", label).status())
        .as("what is not the trigger may be written")
        .isEqualTo(200);
    bind("theirs", "system:image-puller");
    Pushed third = pushes.image(admin, "theirs/moving", "live", "third");
    await().untilAsserted(() -> assertThat(image("loser")).isEqualTo(spec(third)));
    unbind("theirs");
  }
}
