package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImportedTags;
import dev.weir.objects.DeleteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class ImportTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();

  @AfterEach
  void close() {
    upstream.close();
    api.close();
  }

  private String from(String rest) {
    return upstream.host() + "/team/app" + rest;
  }

  private ObjectNode importing(String spec) {
    return api.create(
        "imagestreamimports", "{'metadata':{'name':'app'},'spec':{'import':true," + spec + "}}");
  }

  private String image(String rest) {
    return "'images':[{'from':{'kind':'DockerImage','name':'"
        + from(rest)
        + "'},'importPolicy':{'insecure':true}}]";
  }

  private String insecureTag(String rest) {
    return "{'from':{'kind':'DockerImage','name':'"
        + from(rest)
        + "'},'importPolicy':{'insecure':true}}";
  }

  @Test
  void importMakesStreamTagAndImage() {
    String digest = TestImages.single(upstream.repository("team/app"), "v1").toString();
    ObjectNode answer = importing(image(":v1"));
    assertThat(answer.at("/status/images/0/status/status").stringValue()).isEqualTo("Success");
    assertThat(answer.at("/status/images/0/tag").stringValue()).isEqualTo("v1");
    assertThat(answer.at("/status/images/0/image").has("dockerImageManifest")).isFalse();
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(answer.at("/status/import")).isEqualTo(stream);
    assertThat(images(stream, "v1")).containsExactly(digest);
    assertThat(Meta.annotation(stream, ImportedTags.CHECKED)).isEqualTo("2026-03-01T10:00:00Z");
    ObjectNode tag = api.get("imagestreamtags", "app:v1");
    assertThat(tag.at("/image/dockerImageReference").stringValue()).isEqualTo(from("@" + digest));
  }

  @Test
  void importingTheSameAgainWritesNothing() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    var _ = importing(image(":v1"));
    long before = api.store.revision();
    api.tick();
    var _ = importing(image(":v1"));
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void whatWasFetchedComesBeforeWhatWasOnlySaid() {
    String digest = TestImages.single(upstream.repository("team/app"), "v1").toString();
    api.create("imagestreams", "{'metadata':{'name':'claims'}}");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'claims'},'tag':'v1','image':{'metadata':{'name':'%s',
          'labels':{'by':'ann'}},'dockerImageReference':'quay.io/ann/x@%s',
         'dockerImageMetadata':{'Author':'made up'}}}\
        """
            .formatted(digest, digest));

    var _ = importing(image(":v1"));

    ObjectNode image = api.get("images", digest);
    assertThat(image.at("/dockerImageReference").stringValue()).isEqualTo(from("@" + digest));
    assertThat(image.at("/dockerImageMetadata/Architecture").asString()).isNotEmpty();
    assertThat(image.at("/dockerImageMetadata").has("Author")).isFalse();
    assertThat(Meta.labels(image)).isEmpty();
    assertThat(api.get("imagestreamtags", "app:v1").at("/image/dockerImageLayers")).isNotEmpty();
    assertThat(api.get("imagestreamtags", "claims:v1").at("/image").has("dockerImageLayers"))
        .isFalse();
  }

  @Test
  void aLaterStreamOfTheNameGetsNothingOfAnImport() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    upstream.before(
        "/manifests/v1",
        () -> {
          api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
          api.create("imagestreams", "{'metadata':{'name':'app'}}");
        });
    assertThat(refusal(() -> importing(image(":v1"))).code()).isEqualTo(409);
    assertThat(api.get("imagestreams", "app").at("/status/tags")).isEmpty();
  }

  @Test
  void wholeRepositoryIsImported() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    var _ = TestImages.single(upstream.repository("team/app"), "latest");
    ObjectNode answer =
        importing(
            "'repository':{'from':{'kind':'DockerImage','name':'"
                + from("")
                + "'},'importPolicy':{'insecure':true}}");
    assertThat(answer.at("/status/repository/images")).hasSize(2);
    assertThat(api.get("imagestreams", "app").at("/spec/tags")).hasSize(2);
  }

  @Test
  void failureIsAnsweredAndKeptAsCondition() {
    upstream.repository("team/app");
    ObjectNode answer = importing(image(":none"));
    assertThat(answer.at("/status/images/0/status/reason").stringValue()).isEqualTo("NotFound");
    assertThat(
            api.get("imagestreams", "app").at("/status/tags/0/conditions/0/reason").stringValue())
        .isEqualTo("NotFound");
  }

  @Test
  void withoutImportNothingIsStored() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    long before = api.store.revision();
    ObjectNode answer =
        api.create(
            "imagestreamimports",
            "{'metadata':{'name':'app'},'spec':{'import':false," + image(":v1") + "}}");
    assertThat(answer.at("/status").has("import")).isFalse();
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void emptyAndForeignRequestsAreRefused() {
    assertThat(refusal(() -> importing("'images':[]")).message())
        .contains("you must specify at least one image or a repository import");
    assertThat(
            refusal(() -> importing("'images':[{'from':{'kind':'ImageStreamTag','name':'a:b'}}]"))
                .message())
        .contains("spec.images[0].from.kind")
        .contains("only DockerImage is supported");
    assertThat(
            refusal(
                    () ->
                        importing(
                            "'repository':{'from':{'kind':'DockerImage','name':'quay.io/a:1'}}"))
                .message())
        .contains("you must specify an image repository, not a tag or ID");
  }

  @Test
  void taggedDockerImageIsImportedInTheBackgroundOnce() {
    Digest digest = TestImages.single(upstream.repository("team/app"), "v1");
    api.tag("app:prod", insecureTag(":v1"));
    api.background.reconcile("demo/app");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "prod")).containsExactly(digest.toString());
    assertThat(Json.string(stream.at("/status/tags/0/items/0"), "dockerImageReference"))
        .isEqualTo(from("@" + digest));
    assertThat(Meta.generation(stream)).isEqualTo(2);
    long before = api.store.revision();
    api.background.reconcile("demo/app");
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void failedBackgroundImportIsNotRepeatedUntilTheTagIsTouched() {
    upstream.repository("team/app");
    api.tag("app:prod", insecureTag(":v1"));
    api.background.reconcile("demo/app");
    int asked = upstream.requests().size();
    api.background.reconcile("demo/app");
    assertThat(upstream.requests()).hasSize(asked);
    Digest digest = TestImages.single(upstream.repository("team/app"), "v1");
    api.tag("app:prod", insecureTag(":v1").replace("{'from'", "{'generation':0,'from'"));
    api.background.reconcile("demo/app");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "prod")).containsExactly(digest.toString());
    assertThat(stream.at("/status/tags/0").has("conditions")).isFalse();
  }

  @Test
  void streamWithRepositoryIsFilled() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create(
        "imagestreams",
        "{'metadata':{'name':'app','annotations':{'openshift.io/image.insecureRepository':'true'}},"
            + "'spec':{'dockerImageRepository':'"
            + from("")
            + "'}}");
    api.background.reconcile("demo/app");
    assertThat(images(api.get("imagestreams", "app"), "v1")).hasSize(1);
  }
}
