package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The verbs, over HTTP, of every kind that discovery lists. A new kind joins with an object in
 * {@code samples.yaml}.
 */
@WeirServer
class EveryKindTest {
  private static final String JSON = "application/json";
  private static final String MERGE = "application/merge-patch+json";

  private final HttpApi api;
  private List<KindSample> served = List.of();

  EveryKindTest(HttpApi api) throws Exception {
    this.api = api;
    served = KindSample.served(api);
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + KindSample.NAMESPACE + "\"}}");
  }

  Stream<KindSample> kinds() {
    return served.stream().filter(k -> k.hasSample() && k.skip().isEmpty());
  }

  @AfterEach
  void clear() throws Exception {
    for (KindSample kind : kinds().toList()) {
      api.delete(kind.path() + "?labelSelector=walk");
    }
  }

  @Test
  void everyKindHasASample() {
    assertThat(served.stream().filter(k -> !k.hasSample()))
        .as(
            "kinds without an entry in src/test/resources/dev/weir/clients/samples.yaml; add a"
                + " small valid object for each, or say with skip: why there is none")
        .isEmpty();
  }

  private static ObjectNode tree(HttpResponse<String> answer, int code) {
    assertThat(answer.statusCode())
        .as(answer.request().uri() + " " + answer.body())
        .isEqualTo(code);
    return HttpApi.tree(answer);
  }

  private ObjectNode create(KindSample kind, int which) throws Exception {
    return tree(api.post(kind.path(), kind.object(kind.names().get(which))), 201);
  }

  private List<String> names(KindSample kind, String query) throws Exception {
    return tree(api.get(kind.path() + query), 200)
        .get("items")
        .valueStream()
        .map(Meta::name)
        .filter(kind.names()::contains)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void livesFromCreateToDelete(KindSample kind) throws Exception {
    String name = kind.names().getFirst();
    ObjectNode made = create(kind, 0);
    assertThat(Meta.uid(made)).isNotEmpty();
    assertThat(tree(api.post(kind.path(), kind.object(name)), 409).get("reason").asString())
        .isEqualTo("AlreadyExists");
    ObjectNode found = tree(api.get(kind.path(name)), 200);
    assertThat(Meta.uid(found)).isEqualTo(Meta.uid(made));
    assertThat(found.get("kind").asString() + found.get("apiVersion").asString())
        .isEqualTo(kind.kind() + kind.apiVersion());
    assertThat(Meta.annotation(annotated(kind, name), "walk/step")).isEqualTo("two");
    var stale = api.send("PUT", kind.path(name), JSON, made.put("kind", kind.kind()).toString());
    assertThat(tree(stale, 409).get("reason").asString()).isEqualTo("Conflict");
    String otherUid = "{\"preconditions\":{\"uid\":\"11111111-1111-1111-1111-111111111111\"}}";
    tree(api.send("DELETE", kind.path(name), JSON, otherUid), 409);
    tree(api.delete(kind.path(name)), 200);
    tree(api.get(kind.path(name)), 404);
  }

  /** Reads and writes again where a loop wrote meanwhile, as clients do. */
  private ObjectNode annotated(KindSample kind, String name) throws Exception {
    while (true) {
      ObjectNode found = tree(api.get(kind.path(name)), 200);
      Json.ensureObject(Meta.of(found), "annotations").put("walk/step", "two");
      var answer = api.send("PUT", kind.path(name), JSON, found.toString());
      if (answer.statusCode() != 409) {
        return tree(answer, 200);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void takesThreeKindsOfPatchesAndRefusesOthers(KindSample kind) throws Exception {
    String path = kind.path(kind.names().getFirst());
    create(kind, 0);
    String jsonPatch = "[{\"op\":\"add\",\"path\":\"/metadata/labels/one\",\"value\":\"1\"}]";
    tree(api.send("PATCH", path, "application/json-patch+json", jsonPatch), 200);
    String merge = "{\"metadata\":{\"labels\":{\"%s\":\"2\"}}}";
    tree(api.send("PATCH", path, MERGE, merge.formatted("two")), 200);
    String strategic = "application/strategic-merge-patch+json";
    ObjectNode patched = tree(api.send("PATCH", path, strategic, merge.formatted("three")), 200);
    assertThat(Meta.labels(patched)).containsKeys("walk", "one", "two", "three");
    tree(api.send("PATCH", path, "application/apply-patch+yaml", merge.formatted("x")), 415);
    tree(api.send("PATCH", path, "text/plain", merge.formatted("x")), 415);
    String wrong = "{\"metadata\":{\"labels\":[\"a\"]}}";
    assertThat(tree(api.send("PATCH", path, MERGE, wrong), 422).get("reason").asString())
        .isEqualTo("Invalid");
    String other = "{\"metadata\":{\"name\":\"other\"}}";
    tree(api.send("PATCH", path, MERGE, other), 400);
    assertThat(Meta.labels(tree(api.get(path), 200))).doesNotContainKey("x");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aDryRunChangesNothing(KindSample kind) throws Exception {
    String name = kind.names().getFirst();
    tree(api.post(kind.path() + "?dryRun=All", kind.object(name)), 201);
    tree(api.get(kind.path(name)), 404);
    ObjectNode _ = create(kind, 0);
    String dry = kind.path(name) + "?dryRun=All";
    // Again if a loop writes the status meanwhile.
    await()
        .untilAsserted(
            () -> {
              ObjectNode labelled = tree(api.get(kind.path(name)), 200);
              Json.ensureObject(Meta.of(labelled), "labels").put("dry", "run");
              ObjectNode put = tree(api.send("PUT", dry, JSON, labelled.toString()), 200);
              assertThat(Meta.labels(put)).containsKey("dry");
            });
    tree(api.send("PATCH", dry, MERGE, "{\"metadata\":{\"labels\":{\"dry\":\"run\"}}}"), 200);
    tree(api.delete(dry), 200);
    tree(api.send("DELETE", kind.path(name), JSON, "{\"dryRun\":[\"All\"]}"), 200);
    if (kind.verbs().contains("deletecollection")) {
      tree(api.delete(kind.path() + "?dryRun=All&labelSelector=walk"), 200);
    }
    assertThat(Meta.labels(tree(api.get(kind.path(name)), 200))).doesNotContainKey("dry");
    tree(api.post(kind.path() + "?dryRun=Some", kind.object("walk-b")), 400);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void checksFieldsAsItIsAskedTo(KindSample kind) throws Exception {
    String name = kind.names().getFirst();
    ObjectNode object = kind.object(name).put("walkedOver", "yes");
    var strict = api.post(kind.path() + "?fieldValidation=Strict", object);
    assertThat(tree(strict, 400).get("message").asString())
        .contains("strict decoding error: unknown field \"walkedOver\"");
    var warned = api.post(kind.path() + "?fieldValidation=Warn", object);
    assertThat(tree(warned, 201).has("walkedOver")).isFalse();
    assertThat(warned.headers().firstValue("Warning").orElse("")).contains("walkedOver");
    api.delete(kind.path(name));
    var ignored = api.post(kind.path() + "?fieldValidation=Ignore", object);
    assertThat(tree(ignored, 201).has("walkedOver")).isFalse();
    assertThat(ignored.headers().allValues("Warning"))
        .noneMatch(warning -> warning.contains("walkedOver"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void selectsByLabelsAndFields(KindSample kind) throws Exception {
    String one = kind.names().get(0);
    String two = kind.names().get(1);
    create(kind, 0);
    create(kind, 1);
    api.send("PATCH", kind.path(two), MERGE, "{\"metadata\":{\"labels\":{\"tier\":\"b\"}}}");
    assertThat(names(kind, "?labelSelector=walk,tier")).containsExactly(two);
    assertThat(names(kind, "?labelSelector=walk,!tier")).containsExactly(one);
    assertThat(names(kind, "?labelSelector=tier+in+(a,b)")).containsExactly(two);
    assertThat(names(kind, "?labelSelector=walk,tier+notin+(b)")).containsExactly(one);
    assertThat(names(kind, "?fieldSelector=metadata.name%3D" + one)).containsExactly(one);
    assertThat(names(kind, "?fieldSelector=metadata.name!%3D" + one)).containsExactly(two);
    tree(api.get(kind.path() + "?fieldSelector=absent.field%3Dx"), 400);
    tree(api.get(kind.path() + "?labelSelector=((("), 400);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void pagesShowOneRevision(KindSample kind) throws Exception {
    create(kind, 0);
    create(kind, 1);
    ObjectNode first = tree(api.get(kind.path() + "?labelSelector=walk&limit=1"), 200);
    assertThat(first.get("items").size()).isEqualTo(1);
    String token = first.at("/metadata/continue").asString();
    api.delete(kind.path(kind.names().get(1)));
    create(kind, 2);
    String rest = "?labelSelector=walk&limit=5&continue=" + token;
    ObjectNode second = tree(api.get(kind.path() + rest), 200);
    assertThat(second.get("items").valueStream().map(Meta::name))
        .containsExactly(kind.names().get(1));
    assertThat(Meta.resourceVersion(second)).isEqualTo(Meta.resourceVersion(first));
    String exact = "?labelSelector=walk&resourceVersionMatch=Exact&resourceVersion=";
    assertThat(names(kind, exact + Meta.resourceVersion(first)))
        .containsExactly(kind.names().get(0), kind.names().get(1));
    tree(api.get(kind.path() + "?continue=nonsense"), 400);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aVersionThatIsNotReachedYetIsToldAsSuch(KindSample kind) throws Exception {
    ObjectNode told = tree(api.get(kind.path() + "?resourceVersion=99999999"), 504);
    assertThat(told.at("/details/causes/0/reason").asString()).isEqualTo("ResourceVersionTooLarge");
    assertThat(told.at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    tree(api.get(kind.path() + "?resourceVersion=0"), 200);
    tree(api.get(kind.path() + "?resourceVersion=1&resourceVersionMatch=NotOlderThan"), 200);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aWatchBeginsWithWhatIsThereAndTellsWhatComes(KindSample kind) throws Exception {
    String name = kind.names().getFirst();
    create(kind, 0);
    String query =
        "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch="
            + "NotOlderThan&timeoutSeconds=20&labelSelector=walk";
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                api.stream(api.request(kind.path() + query)).body(), StandardCharsets.UTF_8))) {
      assertThat(event(lines, "ADDED").at("/metadata/name").asString()).isEqualTo(name);
      assertThat(Meta.annotation(event(lines, "BOOKMARK"), "k8s.io/initial-events-end"))
          .isEqualTo("true");
      api.send("PATCH", kind.path(name), MERGE, "{\"metadata\":{\"labels\":{\"w\":\"1\"}}}");
      JsonNode changed = event(lines, "MODIFIED");
      while (!Meta.labels(changed).containsKey("w")) {
        changed = event(lines, "MODIFIED"); // a loop wrote, too
      }
      assertThat(changed.get("apiVersion").asString()).isEqualTo(kind.apiVersion());
      api.delete(kind.path(name));
      JsonNode last = Json.parse(lines.readLine());
      while (last.get("type").asString().equals("MODIFIED")) {
        last = Json.parse(lines.readLine());
      }
      assertThat(last.get("type").asString()).isEqualTo("DELETED");
      assertThat(Meta.name(last.get("object"))).isEqualTo(name);
    }
  }

  private static JsonNode event(BufferedReader lines, String type) throws IOException {
    JsonNode event = Json.parse(lines.readLine());
    assertThat(event.get("type").asString()).as(event.toString()).isEqualTo(type);
    return event.get("object");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void deletesACollectionBySelector(KindSample kind) throws Exception {
    if (!kind.verbs().contains("deletecollection")) {
      tree(api.delete(kind.path() + "?labelSelector=none"), 405);
      return;
    }
    create(kind, 0);
    create(kind, 1);
    api.send(
        "PATCH",
        kind.path(kind.names().get(1)),
        MERGE,
        "{\"metadata\":{\"labels\":{\"keep\":\"me\"}}}");
    tree(api.delete(kind.path() + "?labelSelector=walk,!keep"), 200);
    assertThat(names(kind, "?labelSelector=walk")).containsExactly(kind.names().get(1));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isShownAsTableAndAsMetadata(KindSample kind) throws Exception {
    String name = kind.names().getFirst();
    create(kind, 0);
    for (String path : List.of(kind.path(name), kind.path() + "?labelSelector=walk")) {
      ObjectNode table = tree(as(path, "Table"), 200);
      assertThat(table.get("kind").asString()).isEqualTo("Table");
      JsonNode row = table.at("/rows/0");
      assertThat(row.get("cells").size()).isEqualTo(table.get("columnDefinitions").size());
      assertThat(Meta.name(row.get("object"))).isEqualTo(name);
      assertThat(row.at("/object/kind").asString()).isEqualTo("PartialObjectMetadata");
    }
    ObjectNode partial = tree(as(kind.path(name), "PartialObjectMetadata"), 200);
    assertThat(partial.propertyNames()).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
    ObjectNode list = tree(as(kind.path(), "PartialObjectMetadataList"), 200);
    assertThat(list.get("kind").asString()).isEqualTo("PartialObjectMetadataList");
  }

  private HttpResponse<String> as(String path, String shape) throws Exception {
    return api.send(
        api.request(path).header("Accept", JSON + ";as=" + shape + ";v=v1;g=meta.k8s.io"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void completesGeneratedNames(KindSample kind) throws Exception {
    if (kind.names().getFirst().indexOf(':') >= 0) {
      return; // such names are not free to choose
    }
    ObjectNode object = kind.object("x");
    Meta.of(object).remove("name");
    Meta.of(object).put("generateName", "walk-");
    ObjectNode made = tree(api.post(kind.path(), object), 201);
    assertThat(Meta.name(made)).matches("walk-[a-z0-9]{5}");
    api.delete(kind.path(Meta.name(made)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isNotCreatedWhereTheNamespaceIsMissing(KindSample kind) throws Exception {
    if (kind.namespaced()) {
      String path = kind.path().replace("/walk/", "/absent/");
      ObjectNode refused = tree(api.post(path, kind.object("walk-a")), 404);
      assertThat(refused.get("message").asString()).isEqualTo("namespaces \"absent\" not found");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceVersionMatch=Exact",
        "resourceVersionMatch=Exact&resourceVersion=0",
        "resourceVersionMatch=Nearly&resourceVersion=1",
        "resourceVersion=5&continue=abc",
        "resourceVersion=latest",
        "limit=-1",
        "limit=ten"
      })
  void refusesOptionsThatMakeNoSense(String query) throws Exception {
    var answer = api.get("/api/v1/namespaces/walk/configmaps?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
  }
}
