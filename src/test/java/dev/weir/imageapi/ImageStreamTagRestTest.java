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
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class ImageStreamTagRestTest {
  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private static String image(String streamImage) {
    return "{'name':'','from':{'kind':'ImageStreamImage','name':'" + streamImage + "'}}";
  }

  private static String docker(String pullSpec) {
    return "{'from':{'kind':'DockerImage','name':'" + pullSpec + "'}}";
  }

  @Test
  void tagShowsTheImageWithTheStreamsIdentity() {
    String digest = api.pushed(APP, "one", "v1");
    ObjectNode tag = api.get("imagestreamtags", "app:v1");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(Meta.uid(tag)).isEqualTo(Meta.uid(stream));
    assertThat(Meta.resourceVersion(tag)).isEqualTo(Meta.resourceVersion(stream));
    assertThat(tag.get("tag").isNull()).isTrue();
    assertThat(tag.at("/image/metadata/name").stringValue()).isEqualTo(digest);
    assertThat(tag.at("/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/app@" + digest);
    assertThat(tag.at("/image/dockerImageMetadata/Config/Cmd/0").stringValue()).isEqualTo("sh");
  }

  @Test
  void permanentTagStaysWhenItsSourceMoves() {
    String one = api.pushed(APP, "one", "v1");
    Updated tagged = api.tag("app:stable", image("app@" + one));
    assertThat(tagged.created()).isTrue();
    api.pushed(APP, "two", "v1");
    assertThat(images(api.get("imagestreams", "app"), "stable")).containsExactly(one);
  }

  @Test
  void permanentTagMayNameAnImageOfTheOlderHistory() {
    String one = api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v1");
    api.tag("app:old", image("app@" + one.substring(7, 15)));
    assertThat(images(api.get("imagestreams", "app"), "old")).containsExactly(one);
  }

  @Test
  void trackingTagMovesWithItsSource() {
    api.pushed(APP, "one", "v1");
    api.tag("app:latest", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");
    String two = api.pushed(APP, "two", "v1");
    assertThat(images(api.get("imagestreams", "app"), "latest")).hasSize(2).startsWith(two);
  }

  @Test
  void tagInAnotherStreamCreatesItAndIsServedFromThere() {
    String one = api.pushed(new StreamName("shared", "base"), "one", "v1");
    Updated tagged =
        api.tag(
            "copy:v1",
            "{'from':{'kind':'ImageStreamImage','namespace':'shared','name':'base@" + one + "'}}");
    assertThat(tagged.created()).isTrue();
    assertThat(tagged.object().tree().at("/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/copy@" + one);
  }

  @Test
  void foreignStreamNeedsTheRightToPull() {
    String one = api.pushed(new StreamName("shared", "base"), "one", "v1");
    api.denied.add("get imagestreams shared");
    var status =
        refusal(
            () ->
                api.tag(
                    "copy:v1",
                    "{'from':{'kind':'ImageStreamImage','namespace':'shared','name':'base@"
                        + one
                        + "'}}"));
    assertThat(status.code()).isEqualTo(422);
    assertThat(status.message()).contains("spec.tags[v1].from: Forbidden: shared/base");
  }

  @Test
  void foreignStreamIsNotTaggedWhileNobodyCanTellWhetherItMayBePulled() {
    String one = api.pushed(new StreamName("shared", "base"), "one", "v1");
    api.unknown.add("get imagestreams shared");
    var status =
        refusal(
            () ->
                api.tag(
                    "copy:v1",
                    "{'from':{'kind':'ImageStreamImage','namespace':'shared','name':'base@"
                        + one
                        + "'}}"));
    assertThat(status.code()).isEqualTo(503);
    assertThat(status.message()).contains("imagestreams.image.openshift.io \"base\"", "the judge");
    assertThat(refusal(() -> api.get("imagestreams", "copy")).code()).isEqualTo(404);
  }

  @Test
  void referenceTagHasAPullSpecButNoImage() {
    api.tag("app:ref", "{'reference':true,'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}");
    assertThat(refusal(() -> api.get("imagestreamtags", "app:ref")).message())
        .isEqualTo("imagestreamtags.image.openshift.io \"app:ref\" not found");
    assertThat(
            api.get("imagestreams", "app")
                .at("/status/tags/0/items/0/dockerImageReference")
                .stringValue())
        .isEqualTo("quay.io/a/b:1");
  }

  @Test
  void badAndMissingNamesAreTold() {
    for (String bad : List.of("app", "app:", ":v1", "a:b:c", "app:v@1")) {
      assertThat(refusal(() -> api.get("imagestreamtags", bad)).message())
          .isEqualTo("ImageStreamTags must be retrieved with <name>:<tag>");
      assertThat(
              refusal(
                      () ->
                          api.rest("imagestreamtags")
                              .delete(ImageApiFixture.DEMO, bad, DeleteOptions.NOW))
                  .message())
          .isEqualTo("ImageStreamTags must be deleted with <name>:<tag>");
      assertThat(refusal(() -> api.put("imagestreamtags", bad, "{}")).message())
          .isEqualTo("ImageStreamTags must be updated with <name>:<tag>");
      ObjectNode named = Json.object().put("kind", "ImageStreamTag");
      named.putObject("metadata").put("name", bad);
      assertThat(refusal(() -> api.create("imagestreamtags", named)).message())
          .isEqualTo("ImageStreamTags must be created with <name>:<tag>");
    }
    assertThat(refusal(() -> api.get("imagestreamtags", "none:v1")).code()).isEqualTo(404);
    api.pushed(APP, "one", "v1");
    assertThat(refusal(() -> api.get("imagestreamtags", "app:v2")).code()).isEqualTo(404);
  }

  @Test
  void secondPutIsAnUpdate() {
    assertThat(api.tag("app:v1", docker("quay.io/a/b:1")).created()).isTrue();
    assertThat(api.tag("app:v1", docker("quay.io/a/b:2")).created()).isFalse();
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(Meta.generation(stream)).isEqualTo(2);
    assertThat(stream.at("/spec/tags/0/from/name").stringValue()).isEqualTo("quay.io/a/b:2");
  }

  @Test
  void putWithVersionComparesItWithTheStreams() {
    api.pushed(APP, "one", "v1");
    String body = "{'metadata':{'name':'%s','resourceVersion':'1'},'tag':%s}";
    var stale =
        refusal(
            () ->
                api.put(
                    "imagestreamtags",
                    "app:v1",
                    body.formatted("app:v1", docker("quay.io/a/b:1"))));
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message()).contains("another caller has updated the resource version to");
    assertThat(
            refusal(
                    () ->
                        api.put(
                            "imagestreamtags",
                            "none:v1",
                            body.formatted("none:v1", docker("quay.io/a/b:1"))))
                .code())
        .isEqualTo(404);
  }

  @Test
  void annotationsGoToTheSpecTagAndLabelsMayNotChange() {
    api.tag("app:v1", docker("quay.io/a/b:1"));
    api.put(
        "imagestreamtags",
        "app:v1",
        "{'metadata':{'name':'app:v1','annotations':{'a':'b'}},'tag':"
            + docker("quay.io/a/b:1")
            + "}");
    assertThat(api.get("imagestreams", "app").at("/spec/tags/0/annotations/a").stringValue())
        .isEqualTo("b");
    var status =
        refusal(
            () ->
                api.put(
                    "imagestreamtags",
                    "app:v1",
                    "{'metadata':{'name':'app:v1','labels':{'a':'b'}},'tag':"
                        + docker("quay.io/a/b:1")
                        + "}"));
    assertThat(status.message()).contains("may not update fields other than metadata.annotations");
  }

  @Test
  void pushedTagWithoutSpecCannotBeUpdatedWithoutATag() {
    api.pushed(APP, "one", "v1");
    assertThat(
            refusal(() -> api.put("imagestreamtags", "app:v1", "{'metadata':{'name':'app:v1'}}"))
                .message())
        .isEqualTo(
            "imagestreamtag v1 is not a spec tag in imagestream demo/app, cannot be updated");
  }

  @Test
  void createRefusesATagThatIsThere() {
    String body = "{'metadata':{'name':'app:v1'},'tag':" + docker("quay.io/a/b:1") + "}";
    api.create("imagestreamtags", body);
    assertThat(refusal(() -> api.create("imagestreamtags", body)).reason())
        .isEqualTo("AlreadyExists");
    var empty =
        refusal(
            () ->
                api.create(
                    "imagestreamtags",
                    "{'metadata':{'name':'app:v2'},'tag':{'from':{'kind':'DockerImage'}}}"));
    assertThat(empty.message()).contains("tag.from.name: Required value");
  }

  @Test
  void deleteRemovesSpecStatusAndHistoryButNotTheImage() {
    String one = api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v1");
    api.tag("app:follow", "{'from':{'kind':'ImageStreamTag','name':'v1'}}");
    assertThat(
            Json.string(
                api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW), "status"))
        .isEqualTo("Success");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).isEmpty();
    assertThat(images(stream, "follow")).hasSize(1);
    assertThat(Meta.name(api.get("images", one))).isEqualTo(one);
    assertThat(
            refusal(() -> api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW))
                .code())
        .isEqualTo(404);
  }

  @Test
  void deleteComparesTheStreamsUid() {
    api.pushed(APP, "one", "v1");
    assertThat(
            refusal(
                    () ->
                        api.rest("imagestreamtags")
                            .delete(DEMO, "app:v1", new DeleteOptions(false, "other", "")))
                .message())
        .endsWith("the UID precondition was not met");
  }

  @Test
  void deleteComparesTheStreamsVersion() {
    api.pushed(APP, "one", "v1");
    String seen = Meta.resourceVersion(api.get("imagestreams", "app"));
    api.pushed(APP, "two", "v1");

    assertThat(
            refusal(
                    () ->
                        api.rest("imagestreamtags")
                            .delete(DEMO, "app:v1", new DeleteOptions(false, "", seen)))
                .code())
        .isEqualTo(409);
    assertThat(images(api.get("imagestreams", "app"), "v1")).hasSize(2);
  }

  @Test
  void listShowsTagsThatHaveAnImageInOrder() {
    api.pushed(APP, "one", "v1", "a");
    api.tag("app:spec", docker("quay.io/a/b:1"));
    assertThat(api.rest("imagestreamtags").list(DEMO, ListOptions.ALL).items())
        .extracting(item -> Meta.name(item.tree()))
        .containsExactly("app:a", "app:v1");
  }

  @Test
  void localReferencePolicyPointsAtTheIntegratedRegistry() {
    String one = api.pushed(APP, "one", "v1");
    api.tag(
        "app:v1",
        "{'referencePolicy':{'type':'Local'},'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}");
    assertThat(api.get("imagestreamtags", "app:v1").at("/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/app@" + one);
  }

  @Test
  void dryRunOfATagStoresNothing() {
    api.rest("imagestreamtags")
        .update(
            DEMO,
            "app:v1",
            _ -> json("{'metadata':{'name':'app:v1'},'tag':" + docker("quay.io/a/b:1") + "}"),
            new WriteOptions(true));
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
  }

  @Test
  void streamImageIsFoundByAShortId() {
    String one = api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v1");
    ObjectNode found = api.get("imagestreamimages", "app@" + one.substring(7, 14));
    assertThat(found.at("/image/metadata/name").stringValue()).isEqualTo(one);
    assertThat(found.at("/image/dockerImageLayers/0/size").asLong()).isEqualTo(3);
    assertThat(found.at("/metadata/name").stringValue()).isEqualTo("app@" + one.substring(7, 14));
    assertThat(refusal(() -> api.get("imagestreamimages", "app@sha256")).code()).isEqualTo(409);
    assertThat(refusal(() -> api.get("imagestreamimages", "app@zz")).message())
        .isEqualTo("imagestreamimages.image.openshift.io \"app@zz\" not found");
    assertThat(refusal(() -> api.get("imagestreamimages", "a@b@c")).code()).isEqualTo(400);
  }
}
