package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.Scope;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests and answers of imports, field by field (image-api.md 2.5, 5.1 to 5.8, 7.5). */
class ImportWireFormTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();

  @AfterEach
  void close() {
    upstream.close();
    api.close();
  }

  private ObjectNode post(String text) {
    return api.create("imagestreamimports", text.replace("HOST", upstream.host()));
  }

  private static String docker(String name, String more) {
    return "{'from':{'kind':'DockerImage','name':'"
        + name
        + "'},'importPolicy':{'insecure':true}"
        + more
        + "}";
  }

  private ObjectNode images(String... items) {
    return post(
        "{'metadata':{'name':'app'},'spec':{'import':true,'images':["
            + String.join(",", items)
            + "]}}");
  }

  @Test
  void theAnswerShowsTheRequestWithItsDefaults() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    var _ = TestImages.single(upstream.repository("team/app"), "latest");
    ObjectNode answer = images(docker("HOST/team/app:v1", ""), docker("HOST/team/app", ""));
    assertThat(answer.get("kind").stringValue()).isEqualTo("ImageStreamImport");
    assertThat(answer.at("/spec/images/0"))
        .isEqualTo(
            json(
                "{'from':{'kind':'DockerImage','name':'"
                    + upstream.host()
                    + "/team/app:v1'},'importPolicy':{'insecure':true,'importMode':'Legacy'},"
                    + "'referencePolicy':{'type':'Source'},'to':{'name':'v1'}}"));
    assertThat(answer.at("/spec/images/1").has("to")).isFalse();
    assertThat(answer.at("/status/images/1/tag").stringValue()).isEqualTo("latest");
    assertThat(api.get("imagestreams", "app").at("/spec/tags")).hasSize(1);
  }

  @Test
  void resultsStandInTheOrderOfTheRequestWithStatusesOfTheirOwn() {
    String digest = TestImages.single(upstream.repository("team/app"), "v1").toString();
    ObjectNode answer =
        images(
            docker("HOST/team/app:none", ",'to':{'name':'a'}"),
            docker("*", ",'to':{'name':'b'}"),
            docker("HOST/team/app@" + digest, ",'to':{'name':'c'}"));
    JsonNode results = answer.at("/status/images");
    assertThat(results).hasSize(3);
    assertThat(results.at("/0/status/reason").stringValue()).isEqualTo("NotFound");
    assertThat(results.at("/0/status/code").intValue()).isEqualTo(404);
    assertThat(results.at("/0/tag").stringValue()).isEqualTo("none");
    assertThat(results.at("/0").has("image")).isFalse();
    assertThat(results.at("/1/status/reason").stringValue()).isEqualTo("Invalid");
    assertThat(results.at("/1/status/message").stringValue())
        .isEqualTo(
            " \"\" is invalid: from.name: Invalid value: \"*\": invalid name: invalid reference"
                + " format");
    assertThat(results.at("/1").has("tag")).isFalse();
    assertThat(results.at("/2/status")).isEqualTo(json("{'metadata':{},'status':'Success'}"));
    assertThat(results.at("/2").has("tag")).isFalse();
    assertThat(results.at("/2/image/metadata/name").stringValue()).isEqualTo(digest);
  }

  @Test
  void manifestsAreShownOnRequest() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    for (boolean included : List.of(true, false)) {
      ObjectNode answer =
          post(
              "{'metadata':{'name':'app'},'spec':{'import':false,'images':["
                  + docker("HOST/team/app:v1", ",'includeManifest':" + included)
                  + "]}}");
      JsonNode image = answer.at("/status/images/0/image");
      assertThat(image.has("dockerImageManifest")).isEqualTo(included);
      assertThat(image.has("dockerImageConfig")).isEqualTo(included);
      assertThat(image.at("/metadata/annotations").toString()).contains("ascending");
    }
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
  }

  @Test
  void tagsBeyondTheLimitAreNamedInTheirOrder() {
    for (int i = 0; i < 52; i++) {
      var _ = TestImages.single(upstream.repository("team/app"), "1." + i);
    }
    ObjectNode answer =
        post(
            "{'metadata':{'name':'app'},'spec':{'import':true,'repository':"
                + docker("HOST/team/app", "")
                + "}}");
    JsonNode repository = answer.at("/status/repository");
    assertThat(repository.at("/images")).hasSize(50);
    assertThat(repository.at("/images/0/tag").stringValue()).isEqualTo("1.51");
    assertThat(repository.at("/additionalTags").valueStream().map(JsonNode::stringValue))
        .containsExactly("1.1", "1.0");
    assertThat(repository.at("/status/status").stringValue()).isEqualTo("Success");
    assertThat(answer.at("/spec/repository/referencePolicy/type").stringValue())
        .isEqualTo("Source");
  }

  @Test
  void aRepositoryThatIsUnknownFailsAsAWhole() {
    ObjectNode answer =
        post(
            "{'metadata':{'name':'app'},'spec':{'import':true,'repository':"
                + docker("HOST/team/none", "")
                + "}}");
    assertThat(answer.at("/status/repository/status/reason").stringValue()).isEqualTo("NotFound");
    assertThat(answer.at("/status/repository").has("images")).isFalse();
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(Meta.annotations(stream)).containsKey("openshift.io/image.dockerRepositoryCheck");
    assertThat(stream.at("/status/tags").isMissingNode()).isTrue();
  }

  private ApiStatus withMetadata(String metadata) {
    return refusal(
        () ->
            post(
                "{'metadata':{'name':'app',"
                    + metadata
                    + "},'spec':{'import':true,'images':["
                    + docker("HOST/team/app:v1", "")
                    + "]}}"));
  }

  @Test
  void aStreamThatIsMeantExactlyMustBeThatOne() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    assertThat(withMetadata("'resourceVersion':'7'").code()).isEqualTo(404);
    assertThat(withMetadata("'uid':'7'").code()).isEqualTo(404);

    ObjectNode stream = api.create("imagestreams", "{'metadata':{'name':'app'}}");
    String version = Meta.resourceVersion(stream);
    ApiStatus stale = withMetadata("'resourceVersion':'1'");
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message())
        .contains("the image stream was updated from \"1\" to \"" + version + "\"");
    assertThat(withMetadata("'uid':'7'").code()).isEqualTo(404);
    ObjectNode answer =
        post(
            "{'metadata':{'name':'app','resourceVersion':'"
                + version
                + "','uid':'"
                + Meta.uid(stream)
                + "'},'spec':{'import':true,'images':["
                + docker("HOST/team/app:v1", "")
                + "]}}");
    assertThat(answer.at("/status/images/0/status/status").stringValue()).isEqualTo("Success");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'images':[{'from':{'kind':'DockerImage'}}] | spec.images[0].from.name: Required value",
        "'images':[{'from':{'kind':'DockerImage','name':'a//b'}}] | spec.images[0].from.name:"
            + " Invalid value: \"a//b\": invalid reference format",
        "'images':[{'from':{'kind':'DockerImage','name':'a:1'},'to':{}}] | spec.images[0].to.name:"
            + " Required value: the name of the target tag must be specified",
        "'images':[{'from':{'kind':'DockerImage','name':'a:1'},'importPolicy':{'importMode':'Other'}}]"
            + " | invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'",
        "'repository':{'from':{'kind':'DockerImage','name':'quay.io'}} | spec.repository.from.name:"
            + " Required value: container image references require a name",
        "'repository':{'from':{'kind':'ImageStreamTag','name':'a:b'}} | spec.repository.from.kind:"
            + " Invalid value: \"ImageStreamTag\": only DockerImage is supported",
      })
  void whatCannotBeImportedIsNamed(String spec, String message) {
    ApiStatus refusal =
        refusal(
            () -> post("{'metadata':{'name':'app'},'spec':{'import':true," + spec.strip() + "}}"));
    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.message()).contains(message.strip().replace('`', '\''));
  }

  @Test
  void theNameIsThatOfAStream() {
    assertThat(
            refusal(
                    () ->
                        post(
                            "{'metadata':{'name':'Bad'},'spec':{'images':["
                                + docker("a:1", "")
                                + "]}}"))
                .message())
        .contains("metadata.name: Invalid value: \"Bad\"");
  }

  @Test
  void imagesOfAListAreStoredOnceHoweverOftenItIsImported() {
    TestImages.Index index =
        TestImages.index(upstream.repository("team/app"), "v1", "linux/amd64", "linux/arm64");
    String item =
        "{'from':{'kind':'DockerImage','name':'HOST/team/app:v1'},'importPolicy':"
            + "{'insecure':true,'importMode':'PreserveOriginal'},'to':{'name':'v1'}}";
    ObjectNode answer = images(item);
    assertThat(answer.at("/status/images/0/manifests")).hasSize(2);
    assertThat(answer.at("/status/images/0/manifests/0").has("dockerImageManifest")).isFalse();
    List<String> uids = index.children().stream().map(child -> uid(child.toString())).toList();
    long before = api.store.revision();
    var _ = images(item);
    assertThat(api.store.revision()).isEqualTo(before);
    assertThat(index.children().stream().map(child -> uid(child.toString())).toList())
        .isEqualTo(uids);
  }

  private String uid(String image) {
    return Meta.uid(api.rest("images").get(new Scope(ImageApiFixture.DEV, ""), image).tree());
  }

  @Test
  void itemsOfOneRequestAreAppliedInTheirOrderAndTheRepositoryFirst() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    String other = TestImages.single(upstream.repository("team/other"), "x").toString();
    ObjectNode answer =
        post(
            "{'metadata':{'name':'app'},'spec':{'import':true,'repository':"
                + docker("HOST/team/app", "")
                + ",'images':["
                + docker("HOST/team/other:x", ",'to':{'name':'v1'}")
                + "]}}");
    JsonNode tags = answer.at("/status/import/spec/tags");
    assertThat(tags).hasSize(1);
    assertThat(Json.string(tags.at("/0/from"), "name")).endsWith("/team/other:x");
    assertThat(ImageApiFixture.images(answer.at("/status/import"), "v1")).startsWith(other);
  }
}
