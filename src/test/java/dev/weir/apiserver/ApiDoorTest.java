package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiDoorTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";
  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.start();
  }

  @AfterAll
  void stop() throws Exception {
    api.close();
  }

  private static String stream(String name) {
    return "{\"kind\":\"ImageStream\",\"apiVersion\":\"image.openshift.io/v1\",\"metadata\":{\"name\":\""
        + name
        + "\"}}";
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, '{\"a\":', 'line 1, column 6: it ends too early'",
    "application/json, '{\"a\":NaN}', line 1",
    "application/json, '/* why */{}', line 1",
    "application/json, 'metadata: {}', line 1",
    "application/yaml, 'a: b: c', line 1",
    "application/yaml, 'a: &x {}\nb: *x', references to anchors are not read",
  })
  void tellsWhereABodyBreaksInNoParsersWords(String type, String body, String place)
      throws Exception {
    var refused = api.send("POST", STREAMS, type, body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(refused).get("message").asString())
        .contains("the request body is not valid", place)
        .doesNotContain("Feature", "REDACTED", "ALLOW_", "token", "UNKNOWN");
  }

  @Test
  void saysThatABodyIsNestedTooDeeply() throws Exception {
    var refused = api.post(STREAMS, "{\"a\":".repeat(5_000));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(refused).get("message").asString())
        .contains("nested too deeply")
        .doesNotContain("Constraints");
  }

  @Test
  void createsReadsReplacesAndDeletes() throws Exception {
    var created = api.post(STREAMS, stream("life"));
    assertThat(created.statusCode()).isEqualTo(201);
    ObjectNode object = TestApi.tree(api.get(STREAMS + "/life"));
    assertThat(object.at("/metadata/namespace").asString()).isEqualTo("demo");
    object.withObject("metadata").withObject("labels").put("a", "b");
    var replaced = api.send("PUT", STREAMS + "/life", "application/json", object.toString());
    assertThat(replaced.statusCode()).isEqualTo(200);
    var stale = api.send("PUT", STREAMS + "/life", "application/json", object.toString());
    assertThat(stale.statusCode()).isEqualTo(409);
    assertThat(TestApi.tree(stale).get("reason").asString()).isEqualTo("Conflict");
    var deleted = api.send("DELETE", STREAMS + "/life", "application/json", "{}");
    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(api.get(STREAMS + "/life").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/apis/absent.example/v1/things",
        "/api/v1/namespaces/demo/absent",
        "/api/v1/secrets/lost",
        "/api/v1/namespaces/demo/secrets/x/absent",
        "/api/v1/namespaces/demo/namespaces",
        "/api/v1/namespaces/demo/namespaces/demo"
      })
  void tellsUnknownPathsAsStatus(String path) throws Exception {
    var answer = api.get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(TestApi.tree(answer).get("kind").asString()).isEqualTo("Status");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @CsvSource({"app:latest,app:latest", "app%3Atwo,app:two", "b@sha256:12,b@sha256:12", "c%40d,c@d"})
  void readsNamesRawAndEncoded(String inPath, String name) throws Exception {
    api.post(STREAMS, stream(name));
    var answer = api.get(STREAMS + "/" + inPath);
    assertThat(TestApi.tree(answer).at("/metadata/name").asString()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'metadata':{'name':'x','namespace':'other'}}|the namespace of the provided object does"
            + " not match the namespace sent on the request",
        "{'kind':'Secret','metadata':{'name':'x'}}|Secret in version \"v1\" cannot be handled as a"
            + " ImageStream",
        "{'apiVersion':'apps/v1','metadata':{'name':'x'}}|the API version in the data (apps/v1)"
            + " does not match the expected API version (image.openshift.io/v1)"
      })
  void refusesBodiesThatContradictThePath(String body, String message) throws Exception {
    var answer = api.post(STREAMS, body.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(answer).get("message").asString()).isEqualTo(message);
  }

  @Test
  void refusesAnotherNameThanThePathHas() throws Exception {
    api.post(STREAMS, stream("named"));
    var answer = api.send("PUT", STREAMS + "/named", "application/json", stream("other"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("the name of the object (other) does not match");
  }

  @Test
  void takesBodiesOfTheTimeBeforeGroups() throws Exception {
    var answer =
        api.post(
            STREAMS,
            "{\"kind\":\"ImageStream\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"old\"}}");
    assertThat(TestApi.tree(answer).get("apiVersion").asString())
        .isEqualTo("image.openshift.io/v1");
  }

  @Test
  void refusesMalformedJsonWithItsPlace() throws Exception {
    var answer = api.post(STREAMS, "{\"kind\":\n  oops}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not valid JSON at line 2, column");
  }

  @Test
  void refusesNestingWithoutEnd() throws Exception {
    var answer = api.post(STREAMS, "{\"a\":".repeat(200) + "1" + "}".repeat(200));
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void refusesBodiesBeyondTheBound() throws Exception {
    var answer = api.post(STREAMS, "\"" + "x".repeat(dev.weir.resource.Json.MAX_BYTES) + "\"");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(TestApi.tree(answer).get("reason").asString()).isEqualTo("RequestEntityTooLarge");
  }

  @Test
  void readsYaml() throws Exception {
    var answer =
        api.send(
            "POST", STREAMS, "application/yaml", "kind: ImageStream\nmetadata:\n  name: yam\n");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(api.get(STREAMS + "/yam").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesYamlThatRefersToAnchors() throws Exception {
    var answer =
        api.send("POST", STREAMS, "application/yaml", "a: &x [1]\nb: *x\nmetadata: {name: bomb}\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("anchors");
  }

  @Test
  void refusesUnknownMediaTypes() throws Exception {
    assertThat(api.send("POST", STREAMS, "text/csv", "a,b").statusCode()).isEqualTo(415);
    assertThat(api.send(api.request(STREAMS).header("Accept", "text/csv")).statusCode())
        .isEqualTo(406);
  }

  @Test
  void answersInYamlOnRequest() throws Exception {
    api.post(STREAMS, stream("shown"));
    var answer = api.send(api.request(STREAMS + "/shown").header("Accept", "application/yaml"));
    assertThat(answer.body()).contains("kind: \"ImageStream\"").contains("  name: \"shown\"");
  }

  @Test
  void showsTables() throws Exception {
    api.post(STREAMS, stream("tabled"));
    var answer =
        api.send(
            api.request(STREAMS + "?fieldSelector=metadata.name%3Dtabled")
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"));
    ObjectNode table = TestApi.tree(answer);
    assertThat(table.get("kind").asString()).isEqualTo("Table");
    assertThat(table.at("/columnDefinitions/0/name").asString()).isEqualTo("Name");
    assertThat(table.at("/rows/0/cells/0").asString()).isEqualTo("tabled");
    assertThat(table.at("/rows/0/object/kind").asString()).isEqualTo("PartialObjectMetadata");
    assertThat(table.get("rows")).hasSize(1);
  }

  @Test
  void showsMetadataOnly() throws Exception {
    api.post(STREAMS, stream("meta"));
    var answer =
        api.send(
            api.request(STREAMS)
                .header(
                    "Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"));
    assertThat(TestApi.tree(answer).get("kind").asString()).isEqualTo("PartialObjectMetadataList");
    assertThat(TestApi.tree(answer).at("/items/0").propertyNames())
        .containsExactly("kind", "apiVersion", "metadata");
  }

  @Test
  void listsByPages() throws Exception {
    String secrets = "/api/v1/namespaces/pages/secrets";
    for (String name : new String[] {"a", "b", "c"}) {
      api.post(secrets, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }
    ObjectNode first = TestApi.tree(api.get(secrets + "?limit=2"));
    String next = first.at("/metadata/continue").asString();
    ObjectNode second = TestApi.tree(api.get(secrets + "?limit=2&continue=" + next));
    assertThat(first.get("kind").asString()).isEqualTo("SecretList");
    assertThat(first.get("items")).hasSize(2);
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    assertThat(second.at("/items/0/metadata/name").asString()).isEqualTo("c");
    assertThat(second.at("/metadata/continue").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "labelSelector=a%3D%3D%3Db%3D",
        "limit=-1",
        "resourceVersion=abc",
        "resourceVersionMatch=Exact",
        "resourceVersionMatch=Never&resourceVersion=1",
        "watch=perhaps"
      })
  void refusesQueriesThatMakeNoSense(String query) throws Exception {
    var answer = api.get(STREAMS + "?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(answer).get("reason").asString()).isEqualTo("BadRequest");
  }

  @Test
  void refusesAnExactListOfThePast() throws Exception {
    var answer = api.get(STREAMS + "?resourceVersion=2&resourceVersionMatch=Exact");
    assertThat(answer.statusCode()).isEqualTo(410);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%09b", "%C2%85", "LONG"})
  void aFieldManagerIsPrintableAndShort(String name) throws Exception {
    String manager = name.replace("LONG", "m".repeat(129));
    String object = "managed-" + name.length();
    var refused = api.post(STREAMS + "?fieldManager=" + manager, stream(object));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("invalid fieldManager");
    assertThat(api.get(STREAMS + "/" + object).statusCode()).isEqualTo(404);
    assertThat(api.post(STREAMS + "?fieldManager=kubectl-create", stream(object)).statusCode())
        .isEqualTo(201);
  }

  @Test
  void storesNothingInADryRun() throws Exception {
    assertThat(api.post(STREAMS + "?dryRun=All", stream("dry")).statusCode()).isEqualTo(201);
    assertThat(api.get(STREAMS + "/dry").statusCode()).isEqualTo(404);
    assertThat(api.post(STREAMS + "?dryRun=Some", stream("dry")).statusCode()).isEqualTo(400);
    api.post(STREAMS, stream("kept"));
    api.send("DELETE", STREAMS + "/kept", "application/json", "{\"dryRun\":[\"All\"]}");
    assertThat(api.get(STREAMS + "/kept").statusCode()).isEqualTo(200);
  }

  @Test
  void deletesOnlyTheObjectThatWasMeant() throws Exception {
    api.post(STREAMS, stream("meant"));
    var answer =
        api.send(
            "DELETE",
            STREAMS + "/meant",
            "application/json",
            "{\"preconditions\":{\"uid\":\"other\"}}");
    assertThat(answer.statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'dryRun':'All'}",
        "{'dryRun':[true]}",
        "{'preconditions':{'uid':5}}",
        "{'preconditions':['other']}",
        "{'preconditions':{'resourceVersion':1}}",
        "{'orphanDependents':'true'}",
        "{'propagationPolicy':['Orphan']}",
        "{'gracePeriodSeconds':'soon'}",
      })
  void deletesNothingByOptionsThatCannotBeRead(String options) throws Exception {
    api.post(STREAMS, stream("spared"));
    var answer =
        api.send("DELETE", STREAMS + "/spared", "application/json", options.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(answer).get("message").asString()).contains("is expected, not");
    assertThat(api.get(STREAMS + "/spared").statusCode()).isEqualTo(200);
  }

  @Test
  void deletesCollectionsBySelector() throws Exception {
    String secrets = "/api/v1/namespaces/many/secrets";
    api.post(secrets, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"y\"}}}");
    api.post(secrets, "{\"metadata\":{\"name\":\"b\"}}");
    api.send("DELETE", secrets + "?labelSelector=x%3Dy", "application/json", "{}");
    ObjectNode left = TestApi.tree(api.get(secrets));
    assertThat(left.get("items")).hasSize(1);
    assertThat(left.at("/items/0/metadata/name").asString()).isEqualTo("b");
  }

  @Test
  void mergesPatches() throws Exception {
    api.post(STREAMS, stream("patched"));
    var answer =
        api.send(
            "PATCH",
            STREAMS + "/patched",
            "application/merge-patch+json",
            "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(TestApi.tree(answer).at("/metadata/labels/a").asString()).isEqualTo("b");
  }

  @Test
  void doesNotKeepEmptyMaps() throws Exception {
    api.post(STREAMS, "{\"metadata\":{\"name\":\"bare\",\"labels\":{},\"annotations\":{}}}");
    var made = api.get(STREAMS + "/bare");
    assertThat(TestApi.tree(made).at("/metadata").propertyNames())
        .doesNotContain("labels", "annotations");
    for (String label : List.of("\"x\"", "null")) {
      api.send(
          "PATCH",
          STREAMS + "/bare",
          "application/merge-patch+json",
          "{\"metadata\":{\"labels\":{\"a\":" + label + "}}}");
    }
    assertThat(TestApi.tree(api.get(STREAMS + "/bare")).at("/metadata").has("labels")).isFalse();
  }

  @Test
  void tellsWhatToUseInsteadOfServerSideApply() throws Exception {
    var answer =
        api.send("PATCH", STREAMS + "/x?fieldManager=m", "application/apply-patch+yaml", "{}");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("client-side apply");
  }

  @Test
  void refusesBadTokens() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + STREAMS))
            .header("Authorization", "Bearer wrong");
    HttpResponse<String> answer = api.send(request);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(TestApi.tree(answer).get("message").asString()).isEqualTo("Unauthorized");
  }

  @Test
  void forbidsInTheWordsOfKubernetes() throws Exception {
    var listed =
        api.send(api.request(STREAMS).setHeader("Authorization", "Bearer " + TestApi.READER));
    assertThat(listed.statusCode()).isEqualTo(403);
    assertThat(TestApi.tree(listed).get("message").asString())
        .isEqualTo(
            "imagestreams.image.openshift.io is forbidden: User \"reader\" cannot list resource"
                + " \"imagestreams\" in API group \"image.openshift.io\" in the namespace"
                + " \"demo\"");
    var anonymous =
        api.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/apis")));
    assertThat(anonymous.statusCode()).isEqualTo(403);
    assertThat(anonymous.body()).contains("cannot get path \\\"/apis\\\"");
  }

  @Test
  void letsWhoMayActAsAnother() throws Exception {
    var allowed = api.send(api.request(STREAMS + "/x").header("Impersonate-User", "somebody"));
    assertThat(allowed.body()).contains("User \\\"somebody\\\" cannot get");
    var refused =
        api.send(
            api.request(STREAMS + "/x")
                .setHeader("Authorization", "Bearer " + TestApi.READER)
                .header("Impersonate-User", "system:admin"));
    assertThat(refused.body()).contains("cannot impersonate resource \\\"users\\\"");
    var nobody = api.send(api.request(STREAMS + "/x").header("Impersonate-User", ""));
    assertThat(nobody.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/healthz", "/version", "/"})
  void opensHealthAndVersionToAll(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
    assertThat(api.send(request).statusCode()).isEqualTo(200);
    var head = api.send(request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMethodsThatMeanNothing() throws Exception {
    assertThat(api.send("PUT", STREAMS, "application/json", "{}").statusCode()).isEqualTo(405);
    assertThat(api.send("POST", STREAMS + "/x", "application/json", "{}").statusCode())
        .isEqualTo(405);
  }

  @Test
  void describesItself() throws Exception {
    assertThat(TestApi.tree(api.get("/api")).at("/versions/0").asString()).isEqualTo("v1");
    ObjectNode groups = TestApi.tree(api.get("/apis"));
    assertThat(groups.at("/groups/1/preferredVersion/groupVersion").asString())
        .isEqualTo("image.openshift.io/v1");
    ObjectNode resources = TestApi.tree(api.get("/apis/image.openshift.io/v1"));
    assertThat(resources.at("/resources/0/shortNames/0").asString()).isEqualTo("is");
    var aggregated =
        api.send(
            api.request("/apis")
                .header(
                    "Accept",
                    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"));
    assertThat(aggregated.headers().firstValue("Content-Type").orElseThrow()).contains("v=v2;");
    assertThat(TestApi.tree(aggregated).at("/items/1/versions/0/resources/0/scope").asString())
        .isEqualTo("Namespaced");
  }

  @Test
  void warnsOfUnknownAndRepeatedFieldsAndDropsThem() throws Exception {
    String body = "{\"metadata\":{\"name\":\"odd\"},\"spec\":{\"foo\":1,\"tags\":[],\"tags\":[]}}";
    var warned = api.post(STREAMS, body);
    assertThat(warned.headers().allValues("Warning"))
        .containsExactly(
            "299 - \"unknown field \\\"spec.foo\\\"\"",
            "299 - \"duplicate field \\\"spec.tags\\\"\"");
    assertThat(TestApi.tree(api.get(STREAMS + "/odd")).at("/spec/foo").isMissingNode()).isTrue();
    var strict = api.post(STREAMS + "?fieldValidation=Strict", body.replace("odd", "strict"));
    assertThat(strict.statusCode()).isEqualTo(400);
    assertThat(TestApi.tree(strict).get("message").asString())
        .isEqualTo(
            "ImageStream in version \"v1\" cannot be handled as a ImageStream: strict decoding"
                + " error: unknown field \"spec.foo\", duplicate field \"spec.tags\"");
    var ignored = api.post(STREAMS + "?fieldValidation=Ignore", body.replace("odd", "ignored"));
    assertThat(ignored.statusCode()).isEqualTo(201);
    assertThat(ignored.headers().allValues("Warning")).isEmpty();
    assertThat(TestApi.tree(ignored).at("/spec/foo").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/merge-patch+json", "application/strategic-merge-patch+json"})
  void warnsOfRepeatedFieldsInPatches(String type) throws Exception {
    String path = STREAMS + "/twice-" + (type.contains("strategic") ? "s" : "m");
    api.post(STREAMS, stream(path.substring(STREAMS.length() + 1)));
    String patch = "{\"metadata\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}},\"spec\":{\"foo\":1}}";

    assertThat(api.send("PATCH", path, type, patch).headers().allValues("Warning"))
        .containsExactly(
            "299 - \"unknown field \\\"spec.foo\\\"\"",
            "299 - \"duplicate field \\\"metadata.labels.a\\\"\"");
    var strict = api.send("PATCH", path + "?fieldValidation=Strict", type, patch);
    assertThat(strict.statusCode()).isEqualTo(422);
    assertThat(strict.body()).contains("duplicate field");
    var ignored = api.send("PATCH", path + "?fieldValidation=Ignore", type, patch);
    assertThat(ignored.headers().allValues("Warning")).isEmpty();
    assertThat(TestApi.tree(ignored).at("/metadata/labels/a").asString()).isEqualTo("2");
  }

  @Test
  void warnsOfRepeatedFieldsInUpdates() throws Exception {
    api.post(STREAMS, stream("twice-put"));
    String body = "{\"metadata\":{\"name\":\"twice-put\",\"labels\":{\"a\":\"1\",\"a\":\"2\"}}}";
    for (String json : List.of("application/json", "application/yaml")) {
      assertThat(api.send("PUT", STREAMS + "/twice-put", json, body).headers().allValues("Warning"))
          .containsExactly("299 - \"duplicate field \\\"metadata.labels.a\\\"\"");
    }
  }

  @Test
  void refusesUnknownFieldsInStrictPatches() throws Exception {
    api.post(STREAMS, stream("strictpatch"));
    var answer =
        api.send(
            "PATCH",
            STREAMS + "/strictpatch?fieldValidation=Strict",
            "application/merge-patch+json",
            "{\"spec\":{\"foo\":1}}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("strict decoding error: unknown field");
  }

  @Test
  void refusesValuesOfAWrongType() throws Exception {
    var answer =
        api.post(
            "/apis/apps/v1/namespaces/demo/deployments",
            "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":\"three\"}}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("spec.replicas: a whole number of 32 bits is expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'op':'test','path':'/metadata/name','value':'other'}]|422",
        "[{'op':'remove','path':'/absent'}]|422",
        "[{'op':'nonsense'}]|400",
        "{oops|400"
      })
  void refusesJsonPatchesThatDoNotApply(String patch, int code) throws Exception {
    api.post(STREAMS, stream("jsonpatch"));
    var answer =
        api.send(
            "PATCH",
            STREAMS + "/jsonpatch",
            "application/json-patch+json",
            patch.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(code);
  }

  @Test
  void publishesOpenApiForEachGroup() throws Exception {
    ObjectNode index = TestApi.tree(api.get("/openapi/v3"));
    ObjectNode entry = (ObjectNode) index.get("paths").get("apis/image.openshift.io/v1");
    var answer = api.get(entry.get("serverRelativeURL").asString());
    ObjectNode document = TestApi.tree(answer);
    var patch =
        document
            .get("paths")
            .get("/apis/image.openshift.io/v1/namespaces/{namespace}/imagestreams/{name}")
            .get("patch");
    assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asString())
        .isEqualTo("ImageStream");
    assertThat(patch.get("parameters").valueStream().map(p -> p.get("name").asString()))
        .contains("dryRun", "fieldManager", "fieldValidation");
    assertThat(
            document
                .get("components")
                .get("schemas")
                .get("com.github.openshift.api.image.v1.ImageStreamSpec")
                .at("/properties/tags/x-kubernetes-patch-merge-key")
                .asString())
        .isEqualTo("name");
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    var again =
        api.send(
            api.request("/openapi/v3/apis/image.openshift.io/v1").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(api.get("/openapi/v2").statusCode()).isEqualTo(200);
  }

  @Test
  void tellsFailuresByAnIdOnly() throws Exception {
    var answer = api.get("/api/v1/namespaces/demo/secrets/" + MapRest.BREAKS);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("under id").doesNotContain("hunter2");
  }
}
