package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ImageTagRestTest {
  private static final String DOCKER =
      "{'name':'v1','from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}";

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private Updated put(String name, UnaryOperator<ObjectNode> change) {
    return api.rest("imagetags").update(DEMO, name, change, WriteOptions.STORE);
  }

  private Updated put(String name, String spec) {
    return put(name, _ -> json("{'metadata':{'name':'" + name + "'},'spec':" + spec + "}"));
  }

  private ObjectNode create(String name, String spec) {
    return api.create("imagetags", "{'metadata':{'name':'" + name + "'},'spec':" + spec + "}");
  }

  @Test
  void showsWishHistoryAndImageUnderTheStreamsMetadata() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");
    ObjectNode stream = api.get("imagestreams", "app");
    ObjectNode tag = api.get("imagetags", "app:v1");

    assertThat(Meta.uid(tag)).isEqualTo(Meta.uid(stream));
    assertThat(Meta.generation(tag)).isEqualTo(Meta.generation(stream));
    assertThat(Meta.resourceVersion(tag)).isEqualTo(Meta.resourceVersion(stream));
    assertThat(tag.get("spec").isNull()).isTrue();
    assertThat(tag.at("/status/items").valueStream().map(i -> i.get("image").stringValue()))
        .containsExactly(two, one);
    assertThat(tag.at("/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/app@" + two);
    assertThat(tag.at("/image/dockerImageManifest").isMissingNode()).isTrue();
  }

  @Test
  void aTagMayLackImageWishOrHistory() {
    create("app:v1", DOCKER);
    assertThat(api.get("imagetags", "app:v1").get("status").isNull()).isTrue();
    assertThat(api.get("imagetags", "app:v1").get("image").isNull()).isTrue();

    String pushed = api.pushed(APP, "one", "v2");
    var _ = api.store.commit(Transaction.builder().delete(StreamKeys.image(pushed)).build());
    ObjectNode lost = api.get("imagetags", "app:v2");
    assertThat(lost.get("image").isNull()).isTrue();
    assertThat(lost.at("/status/items/0/image").stringValue()).isEqualTo(pushed);
  }

  @Test
  void missingTagsAndBadNamesAreTold() {
    assertThat(refusal(() -> api.get("imagetags", "app:v1")).code()).isEqualTo(404);
    api.pushed(APP, "one", "v1");
    assertThat(refusal(() -> api.get("imagetags", "app:v2")).message())
        .isEqualTo("imagetags.image.openshift.io \"app:v2\" not found");
    assertThat(refusal(() -> api.get("imagetags", "app")).message())
        .isEqualTo("ImageTags must be retrieved with <name>:<tag>");
  }

  @Test
  void listHoldsTheTagsOfSpecAndStatusWithTheirWholeHistory() {
    assertThat(api.rest("imagetags").list(DEMO, ListOptions.ALL).items()).isEmpty();
    api.pushed(APP, "one", "v2");
    api.pushed(APP, "two", "v2");
    create("app:v1", DOCKER);

    List<ObjectNode> all =
        api.rest("imagetags").list(DEMO, ListOptions.ALL).items().stream()
            .map(o -> o.tree())
            .toList();
    assertThat(all).extracting(Meta::name).containsExactly("app:v1", "app:v2");
    assertThat(all).allMatch(tag -> tag.get("image").isNull());
    assertThat(all.get(1).at("/status/items").size()).isEqualTo(2);
  }

  @Test
  void creationFillsTheNameAndWantsASpec() {
    ObjectNode made = create("app:v1", "{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}");
    assertThat(made.at("/spec/name").stringValue()).isEqualTo("v1");
    assertThat(made.at("/spec/generation").longValue()).isEqualTo(1);

    assertThat(refusal(() -> create("app:v1", DOCKER)).message())
        .isEqualTo("imagetags.image.openshift.io \"app:v1\" already exists");
    assertThat(refusal(() -> create("app:v2", "null")).message())
        .contains("spec: Required value: spec is a required field during creation");
    assertThat(refusal(() -> create("app:v2", DOCKER)).message())
        .contains("spec.name: Invalid value: \"v1\": must match image tag name");
  }

  @Test
  void aPushedTagDoesNotStandInTheWayOfCreation() {
    String pushed = api.pushed(APP, "one", "v1");
    ObjectNode made = create("app:v1", DOCKER);
    assertThat(made.at("/status/items/0/image").stringValue()).isEqualTo(pushed);
  }

  @Test
  void aPutMakesTheStreamThatIsMissing() {
    assertThat(put("app:v1", DOCKER).created()).isTrue();
    assertThat(api.get("imagestreams", "app").at("/spec/tags/0/from/name").stringValue())
        .isEqualTo("quay.io/a/b:1");
    assertThat(put("app:v1", DOCKER).created()).isFalse();
  }

  @Test
  void aWishForAPushedTagCountsAsCreated() {
    api.pushed(APP, "one", "v1");
    Updated updated =
        put(
            "app:v1",
            tag -> {
              tag.set("spec", json(DOCKER));
              return tag;
            });
    assertThat(updated.created()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v2"})
  void anUpdateNamesItsTag(String name) {
    create("app:v1", DOCKER);
    assertThat(refusal(() -> put("app:v1", DOCKER.replace("v1", name))).message())
        .contains("spec.name: Invalid value: \"" + name + "\": must match image tag name");
  }

  @Test
  void onlyTheSpecMayChange() {
    api.pushed(APP, "one", "v1");
    for (String change :
        List.of("{'labels':{'a':'b'}}", "{'annotations':{'a':'b'}}", "{'uid':'other'}")) {
      assertThat(
              refusal(
                      () ->
                          put(
                              "app:v1",
                              tag -> {
                                Meta.of(tag).setAll(json(change));
                                return tag;
                              }))
                  .message())
          .contains("metadata: Invalid value: \"\": may not update fields other than spec");
    }
    assertThat(refusal(() -> put("app:v1", DOCKER)).message())
        .contains("status: Invalid value: \"\": may not update fields other than spec");
  }

  @Test
  void annotationsOfTheSpecTagMayChange() {
    create("app:v1", DOCKER);
    Updated updated =
        put(
            "app:v1",
            tag -> {
              ((ObjectNode) tag.get("spec")).set("annotations", json("{'version':'1'}"));
              return tag;
            });
    assertThat(updated.object().tree().at("/spec/annotations/version").stringValue())
        .isEqualTo("1");
    assertThat(updated.object().tree().at("/spec/generation").longValue()).isEqualTo(1);
  }

  @Test
  void withoutSpecTheHistoryStays() {
    String pushed = api.pushed(APP, "one", "v1");
    create("app:v1", DOCKER);
    put(
        "app:v1",
        tag -> {
          tag.putNull("spec");
          return tag;
        });
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(stream.at("/spec/tags").isMissingNode()).isTrue();
    assertThat(images(stream, "v1")).containsExactly(pushed);
    assertThat(refusal(() -> put("app:v9", "null")).code()).isEqualTo(404);
  }

  @Test
  void theVersionThatIsNamedMustBeTheStreams() {
    create("app:v1", DOCKER);
    var refusal =
        refusal(
            () ->
                put(
                    "app:v1",
                    tag -> {
                      Meta.of(tag).put("resourceVersion", "1");
                      return tag;
                    }));
    assertThat(refusal.code()).isEqualTo(409);
    assertThat(refusal.message()).contains("another caller has updated the resource version to");
  }

  @Test
  void deletionTakesWishAndHistory() {
    api.pushed(APP, "one", "v1");
    create("app:v1", DOCKER);
    var _ = api.rest("imagetags").delete(DEMO, "app:v1", DeleteOptions.NOW);
    assertThat(refusal(() -> api.get("imagetags", "app:v1")).code()).isEqualTo(404);
    assertThat(
            refusal(() -> api.rest("imagetags").delete(DEMO, "app:v1", DeleteOptions.NOW)).code())
        .isEqualTo(404);
  }

  @Test
  void aDryRunStoresNothing() {
    var rest = api.rest("imagetags");
    ObjectNode body = json("{'metadata':{'name':'app:v1'},'spec':" + DOCKER + "}");
    assertThat(rest.create(DEMO, body, new WriteOptions(true)).tree().has("spec")).isTrue();
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
  }
}
