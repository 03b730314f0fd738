package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.PushedManifest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Mappings (image-api.md 6.1, 7.5, 10). */
class MappingEdgesTest {
  private static final String NAME = "sha256:" + "ab".repeat(32);

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode map(String stream, String tag, String image) {
    return api.create(
        "imagestreammappings",
        "{'metadata':{'name':'" + stream + "'},'tag':'" + tag + "','image':" + image + "}");
  }

  private static String external(String name, String reference) {
    return "{'metadata':{'name':'" + name + "'},'dockerImageReference':'" + reference + "'}";
  }

  private String reference(String stream, String tag) {
    for (var entry : api.get("imagestreams", stream).at("/status/tags")) {
      if (Json.string(entry, "tag").equals(tag)) {
        return entry.at("/items/0/dockerImageReference").stringValue();
      }
    }
    return "";
  }

  @Test
  void theBodysNamespaceIsThatOfThePath() {
    assertThat(
            refusal(
                    () ->
                        api.create(
                            "imagestreammappings",
                            "{'metadata':{'name':'app','namespace':'other'},'tag':'v1','image':"
                                + external(NAME, "quay.io/a/b:1")
                                + "}"))
                .message())
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @Test
  void aMissingStreamIsNamedUnderTheMappings() {
    ApiStatus refusal = refusal(() -> map("none", "v1", external(NAME, "quay.io/a/b:1")));
    assertThat(refusal.code()).isEqualTo(404);
    assertThat(refusal.message())
        .isEqualTo("imagestreammappings.image.openshift.io \"none\" not found");
    assertThat(refusal.details().get("kind").stringValue()).isEqualTo("imagestreammappings");
    assertThat(refusal.details().get("name").stringValue()).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``  | v1 | {'metadata':{'name':'x'},'dockerImageReference':'q.io/a'} | name: Required"
            + " value",
        "app | `` | {'metadata':{'name':'x'},'dockerImageReference':'q.io/a'} | tag: Required"
            + " value",
        "app | a/b:c | {'metadata':{'name':'x'},'dockerImageReference':'q.io/a'} | tag: Invalid"
            + " value: \"a/b:c\"",
        "app | v1 | {'dockerImageReference':'q.io/a'} | image.metadata.name: Required value",
        "app | v1 | {'metadata':{'name':'x'},'dockerImageReference':'a//b'} |"
            + " image.dockerImageReference: Invalid value: \"a//b\": invalid reference format",
        "a/b | v1 | {'metadata':{'name':'x'},'dockerImageReference':'q.io/a'} | metadata.name:"
            + " Invalid value",
      })
  void whatIsNoMappingIsNamed(String stream, String tag, String image, String problem) {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    ApiStatus refusal = refusal(() -> map(stream, tag, image));
    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.message()).contains(problem);
  }

  @Test
  void anImageThatIsKnownKeepsItsPlaceElsewhere() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    map("app", "v1", external(NAME, "quay.io/a/b@" + NAME));
    map("app", "v2", external(NAME, "quay.io/c/d@" + NAME));
    assertThat(reference("app", "v2")).isEqualTo("quay.io/c/d@" + NAME);
    assertThat(api.get("imagestreamtags", "app:v2").at("/image/dockerImageReference").stringValue())
        .isEqualTo("quay.io/c/d@" + NAME);
    assertThat(
            api.get("imagestreamimages", "app@" + NAME)
                .at("/image/dockerImageReference")
                .stringValue())
        .isEqualTo("quay.io/a/b@" + NAME);
  }

  @Test
  void aManagedImageThatIsKnownIsServedFromTheStream() {
    String one = api.pushed(APP, "one", "v1");
    map(
        "app",
        "v2",
        "{'metadata':{'name':'"
            + one
            + "','annotations':{'openshift.io/image.managed':'true'}},"
            + "'dockerImageReference':'quay.io/elsewhere/x@"
            + one
            + "'}");
    assertThat(reference("app", "v2")).isEqualTo(HOST + "/demo/app@" + one);
  }

  @Test
  void followersMoveAndOthersStay() {
    api.pushed(APP, "zero", "other");
    String before = images(api.get("imagestreams", "app"), "other").getFirst();
    api.tag("app:latest", "{'from':{'kind':'ImageStreamTag','name':'2.0'}}");
    api.tag("app:stays", "{'from':{'kind':'ImageStreamTag','name':'app:other'}}");
    map("app", "2.0", external(NAME, "quay.io/a/b@" + NAME));
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "latest")).containsExactly(NAME);
    assertThat(images(stream, "stays")).containsExactly(before);
  }

  @Test
  void signaturesThatCameAlongAreDropped() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    map(
        "app",
        "v1",
        "{'metadata':{'name':'"
            + NAME
            + "'},'dockerImageReference':'quay.io/a/b:1','signatures':[{'metadata':{'name':'"
            + NAME
            + "@s'},'type':'t','content':'YQ=='}]}");
    assertThat(api.get("imagestreamtags", "app:v1").at("/image").has("signatures")).isFalse();
  }

  private static final StreamName HIDDEN = new StreamName("shared", "base");

  /** Somebody else pushed an image that the caller may not pull. */
  private String hidden() {
    String digest = api.pushed(HIDDEN, "secret", "v1");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.denied.add("get imagestreams shared");
    return digest;
  }

  @ParameterizedTest
  @ValueSource(strings = {"quay.io/x/y@", "127.0.0.1:5000/shared/base@", ""})
  void whatSomebodyPushedIsTakenOnlyByThoseWhoMayPullIt(String reference) {
    String digest = hidden();
    String mapping = external(digest, reference.isEmpty() ? "" : reference + digest);

    ApiStatus refusal = refusal(() -> map("app", "v1", mapping));

    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal.message()).contains(digest, "that you may pull");
    assertThat(refusal(() -> api.get("imagestreamtags", "app:v1")).code()).isEqualTo(404);

    api.denied.remove("get imagestreams shared");
    map("app", "v1", external(digest, "quay.io/x/y@" + digest));
    assertThat(reference("app", "v1")).isEqualTo("quay.io/x/y@" + digest);
  }

  @Test
  void aStreamThatHoldsItInItsHistoryOrInAnIndexIsAsGoodAsAnother() {
    String older = api.pushed(HIDDEN, "older", "v1");
    api.pushed(HIDDEN, "newer", "v1");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    map("app", "v1", external(older, "quay.io/x/y@" + older));
    assertThat(reference("app", "v1")).isEqualTo("quay.io/x/y@" + older);
  }

  @Test
  void whoHasTheImageHimselfNeedsNobodysStream() {
    String digest = hidden();
    PushedManifest own = ImageApiFixture.manifest("secret");
    String withoutConfig =
        Json.text(
            Json.object()
                .put("dockerImageReference", "quay.io/x/y@" + digest)
                .put("dockerImageManifest", new String(own.bytes(), StandardCharsets.UTF_8))
                .set("metadata", Json.object().put("name", digest)));
    ObjectNode mapping = Json.object().put("tag", "v1");
    mapping.putObject("metadata").put("name", "app");
    mapping.set("image", Json.parse(withoutConfig));
    assertThat(refusal(() -> api.create("imagestreammappings", mapping)).code()).isEqualTo(403);

    ((ObjectNode) mapping.get("image"))
        .put("dockerImageConfig", new String(own.config(), StandardCharsets.UTF_8));
    api.create("imagestreammappings", mapping);

    assertThat(reference("app", "v1")).isEqualTo("quay.io/x/y@" + digest);
  }

  @Test
  void theChildrenOfAClaimShowNothing() {
    String digest = hidden();
    map(
        "app",
        "v1",
        "{'metadata':{'name':'"
            + NAME
            + "'},'dockerImageReference':'quay.io/a/b@"
            + NAME
            + "','dockerImageManifests':[{'digest':'"
            + digest
            + "','manifestSize':1,'os':'linux','architecture':'amd64',"
            + "'mediaType':'application/vnd.oci.image.manifest.v1+json'}]}");

    assertThat(refusal(() -> api.get("imagestreamimages", "app@" + digest)).code()).isEqualTo(404);
  }

  @Test
  void aClaimIsNeverAPush() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    map(
        "app",
        "v1",
        "{'metadata':{'name':'"
            + NAME
            + "','annotations':{'image.weir.dev/claimed':'false'}},"
            + "'dockerImageReference':'quay.io/a/b@"
            + NAME
            + "'}");
    assertThat(Meta.annotations(api.get("images", NAME)))
        .containsEntry("image.weir.dev/claimed", "true")
        .doesNotContainKey("openshift.io/image.managed");
  }

  private static String managed(String name, String more) {
    return "{'metadata':{'name':'"
        + name
        + "','annotations':{'openshift.io/image.managed':'true',"
        + "'image.weir.dev/claimed':'true'}}"
        + more
        + "}";
  }

  @Test
  void aRegistryMapsWhatItHoldsUnderItsOwnHost() {
    String known = hidden();
    api.denied.remove(ImageApiFixture.UPDATE_IMAGES);

    map("app", "new", managed(NAME, ""));
    map("app", "known", managed(known, ""));
    map("app", "elsewhere", managed(known, ",'dockerImageReference':'quay.io/x/y@" + known + "'"));

    assertThat(reference("app", "new")).isEqualTo(HOST + "/demo/app@" + NAME);
    assertThat(reference("app", "known")).isEqualTo(HOST + "/demo/app@" + known);
    assertThat(reference("app", "elsewhere")).isEqualTo(HOST + "/demo/app@" + known);
    assertThat(Meta.annotations(api.get("images", NAME)))
        .containsEntry("openshift.io/image.managed", "true")
        .doesNotContainKey("image.weir.dev/claimed");
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    assertThat(Json.objectAt(layers.get("images"), NAME).has("imageMissing")).isFalse();
  }

  @Test
  void aRegistrysWordComesBeforeAClaim() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    map("app", "claim", external(NAME, "quay.io/ann/x@" + NAME));
    api.denied.remove(ImageApiFixture.UPDATE_IMAGES);

    map("app", "v1", managed(NAME, ",'dockerImageMetadata':{'Author':'pushed'}"));

    ObjectNode image = api.get("images", NAME);
    assertThat(image.at("/dockerImageMetadata/Author").stringValue()).isEqualTo("pushed");
    assertThat(image.at("/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/app@" + NAME);
  }
}
