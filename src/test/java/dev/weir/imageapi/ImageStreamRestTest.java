package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.RangeQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class ImageStreamRestTest {
  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode update(String name, UnaryOperator<ObjectNode> change) {
    return api.rest("imagestreams").update(DEMO, name, change, WriteOptions.STORE).object().tree();
  }

  @Test
  void createdStreamHasDefaultsAndTheRegistrysRealHost() {
    ObjectNode created =
        api.create(
            "imagestreams",
            "{'metadata':{'name':'app'},'spec':{'tags':[{'name':'v1','from':"
                + "{'kind':'DockerImage','name':'quay.io/a/app:v1'}}]},"
                + "'status':{'tags':[{'tag':'x','items':[]}]}}");
    assertThat(created.at("/status/dockerImageRepository").stringValue())
        .isEqualTo(HOST + "/demo/app");
    assertThat(created.at("/status").has("tags")).isFalse();
    assertThat(created.at("/spec/tags/0/generation").asLong()).isEqualTo(1);
    assertThat(Meta.uid(created)).isNotEmpty();
    assertThat(api.get("imagestreams", "app")).isEqualTo(created);
  }

  @Test
  void theStoreHoldsNoHost() {
    String digest = api.pushed(APP, "one", "v1");
    for (var entry : api.store.range(RangeQuery.all("/")).entries()) {
      assertThat(new String(entry.value(), StandardCharsets.UTF_8)).doesNotContain(HOST);
    }
    assertThat(api.get("imagestreams", "app").at("/status/tags/0/items/0/dockerImageReference"))
        .isEqualTo(json("{'r':'" + HOST + "/demo/app@" + digest + "'}").get("r"));
    assertThat(api.get("images", digest).get("dockerImageReference").stringValue())
        .startsWith(HOST);
  }

  @Test
  void secondCreationAndMissingNamespaceAreRefused() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    ApiStatus twice = refusal(() -> api.create("imagestreams", "{'metadata':{'name':'app'}}"));
    assertThat(twice.message()).isEqualTo("imagestreams.image.openshift.io \"app\" already exists");
    ApiStatus nowhere =
        refusal(
            () ->
                api.rest("imagestreams")
                    .create(
                        new Scope(ImageApiFixture.DEV, "nope"),
                        json("{'metadata':{'name':'app'}}"),
                        WriteOptions.STORE));
    assertThat(nowhere.message()).isEqualTo("namespaces \"nope\" not found");
  }

  @Test
  void misplacedFieldsOfTheGuideAreNamed() {
    ApiStatus status =
        refusal(
            () -> api.create("imagestreams", "{'metadata':{'name':'app','spec':{},'tags':[]}}"));
    assertThat(status.code()).isEqualTo(422);
    assertThat(status.message())
        .contains(
            "metadata.spec: Forbidden: belongs beside metadata, as spec",
            "metadata.tags: Forbidden: belongs beside metadata, as spec.tags");
  }

  @Test
  void dryRunStoresNothing() {
    ApiObject made =
        api.rest("imagestreams")
            .create(DEMO, json("{'metadata':{'name':'app'}}"), new WriteOptions(true));
    assertThat(Meta.name(made.tree())).isEqualTo("app");
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
  }

  @Test
  void historyGrowsApartFromTheStreamAndIsShownWhole() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");
    String three = api.pushed(APP, "three", "v1", "other");
    assertThat(images(api.get("imagestreams", "app"), "v1")).containsExactly(three, two, one);
    var stored = api.store.get("/registry/image.openshift.io/imagestreams/demo/app").orElseThrow();
    assertThat(images(Json.parse(stored.value()), "v1")).containsExactly(three);
    assertThat(api.store.range(RangeQuery.all("/history/")).entries())
        .extracting(e -> e.key())
        .containsExactly("/history/demo/app/v1");
    assertThat(
            images(
                api.rest("imagestreams").list(DEMO, ListOptions.ALL).items().getFirst().tree(),
                "v1"))
        .containsExactly(three, two, one);
  }

  @Test
  void updateKeepsStatusAndWholeHistory() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");
    ObjectNode updated =
        update(
            "app",
            stream -> {
              Meta.setAnnotation(stream, "a", "b");
              stream.remove("status");
              return stream;
            });
    assertThat(images(updated, "v1")).containsExactly(two, one);
    assertThat(api.get("imagestreams", "app")).isEqualTo(updated);
    assertThat(Meta.generation(updated)).isEqualTo(1);
  }

  @Test
  void updateThatChangesNothingKeepsTheVersion() {
    api.pushed(APP, "one", "v1");
    ObjectNode before = api.get("imagestreams", "app");
    assertThat(update("app", stream -> stream)).isEqualTo(before);
  }

  @Test
  void updateNeedsTheNewestVersion() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    ObjectNode old = api.get("imagestreams", "app").deepCopy();
    api.pushed(APP, "one", "v1");
    assertThat(refusal(() -> update("app", _ -> old)).code()).isEqualTo(409);
    ApiStatus none = refusal(() -> api.put("imagestreams", "app", "{'metadata':{'name':'app'}}"));
    assertThat(none.message())
        .isEqualTo(
            "imagestreams.image.openshift.io \"app\" is invalid: metadata.resourceVersion:"
                + " Invalid value: 0: must be specified for an update");
    assertThat(refusal(() -> update("gone", s -> s)).code()).isEqualTo(404);
  }

  @Test
  void statusMayBeWrittenAndOldEventsTakenAway() {
    api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");
    ObjectNode written =
        api.rest("imagestreams")
            .subresource("status")
            .update(
                DEMO,
                "app",
                stream -> {
                  ((ArrayNode) stream.at("/status/tags/0/items")).remove(1);
                  stream.remove("spec");
                  return stream;
                },
                WriteOptions.STORE)
            .object()
            .tree();
    assertThat(images(written, "v1")).containsExactly(two);
    assertThat(images(api.get("imagestreams", "app"), "v1")).containsExactly(two);
    assertThat(api.store.range(RangeQuery.all("/history/")).entries()).isEmpty();
    assertThat(
            new String(
                api.store
                    .get("/registry/image.openshift.io/imagestreams/demo/app")
                    .orElseThrow()
                    .value(),
                StandardCharsets.UTF_8))
        .doesNotContain(HOST);
  }

  @Test
  void deletedStreamTakesItsHistoryAlong() {
    String one = api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v1");
    api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
    assertThat(api.store.range(RangeQuery.all("/history/")).entries()).isEmpty();
    assertThat(Meta.name(api.get("images", one))).isEqualTo(one);
  }

  @Test
  void watchersSeeEachChangeWithTheHistoryOfThatMoment() throws InterruptedException {
    String one = api.pushed(APP, "one", "v1");
    try (ObjectWatch watch = api.rest("imagestreams").watch(DEMO, ListOptions.ALL)) {
      List<ObjectEvent> initial = watch.next(Duration.ofSeconds(5));
      assertThat(images(initial.getFirst().object().tree(), "v1")).containsExactly(one);
      String two = api.pushed(APP, "two", "v1");
      List<ObjectEvent> events = watch.next(Duration.ofSeconds(5));
      assertThat(events).hasSize(1);
      assertThat(images(events.getFirst().object().tree(), "v1")).containsExactly(two, one);
    }
  }

  @Test
  void tableShowsRepositoryTagsAndAge() {
    api.pushed(APP, "one", "v1");
    api.tick();
    api.pushed(APP, "two", "v2");
    assertThat(
            ImageTables.STREAMS
                .cells()
                .apply(api.get("imagestreams", "app"), Instant.parse("2026-03-01T12:01:00Z")))
        .containsExactly("app", HOST + "/demo/app", "v2,v1", "2 hours ago");
  }

  @Test
  void layersListEveryImageOfTheHistory() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    assertThat(layers.get("images").propertyNames()).containsExactlyInAnyOrder(one, two);
    assertThat(layers.at("/images/" + one + "/config").stringValue()).startsWith("sha256:");
    assertThat(layers.get("blobs")).hasSize(6);
  }
}
