package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.ManifestReader;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.StreamKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Images of a stream, its layers and its secrets (image-api.md 4.4, 6.2, 6.6, 10). */
class StreamImageEdgesTest {
  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a@b@c", "@id", "name@"})
  void namesAreOfTwoParts(String name) {
    assertThat(refusal(() -> api.get("imagestreamimages", name)).message())
        .isEqualTo("ImageStreamImages must be retrieved with <name>@<id>");
  }

  @Test
  void annotationsAreTheStreamsAndTheVersionIsNot() {
    String one = api.pushed(APP, "one", "v1");
    api.rest("imagestreams")
        .update(
            DEMO,
            "app",
            stream -> {
              Meta.setAnnotation(stream, "team", "a");
              return stream;
            },
            WriteOptions.STORE);
    ObjectNode found = api.get("imagestreamimages", "app@" + one);
    assertThat(Meta.annotation(found, "team")).isEqualTo("a");
    assertThat(Meta.uid(found)).isEmpty();
    assertThat(Meta.resourceVersion(found)).isEmpty();
    assertThat(found.at("/metadata/creationTimestamp"))
        .isEqualTo(found.at("/image/metadata/creationTimestamp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hex", "whole", "start", "letter"})
  void anyStartOfADigestWillDo(String how) {
    String one = api.pushed(APP, "one", "v1");
    String id =
        switch (how) {
          case "hex" -> one.substring(7);
          case "whole" -> one;
          case "start" -> one.substring(0, 15);
          default -> one.substring(7, 8);
        };
    assertThat(api.get("imagestreamimages", "app@" + id).at("/image/metadata/name").stringValue())
        .isEqualTo(one);
  }

  @Test
  void streamsWithoutTagsAndImagesThatAreGoneAreNotFound() {
    assertThat(refusal(() -> api.get("imagestreamimages", "app@a")).code()).isEqualTo(404);
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    assertThat(refusal(() -> api.get("imagestreamimages", "app@a")).code()).isEqualTo(404);
    String one = api.pushed(APP, "one", "v1");
    var _ = api.store.commit(Transaction.builder().delete(StreamKeys.image(one)).build());
    assertThat(refusal(() -> api.get("imagestreamimages", "app@" + one)).code()).isEqualTo(404);
  }

  @Test
  void anImageKnownByARawManifestOfTheFirstSchemaShowsItsMetadata() {
    String manifest =
        "{\\\"schemaVersion\\\":1,\\\"fsLayers\\\":[{\\\"blobSum\\\":\\\"sha256:"
            + "0a".repeat(32)
            + "\\\"}],\\\"history\\\":[{\\\"v1Compatibility\\\":\\\"{\\\\\\\"id\\\\\\\":\\\\\\\"old\\\\\\\"}\\\"}]}";
    String name = "sha256:ff46b782" + "0".repeat(56);
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        "{'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'"
            + name
            + "'},'dockerImageReference':'quay.io/a/b:1','dockerImageManifest':'"
            + manifest
            + "'}}");
    ObjectNode found = api.get("imagestreamimages", "app@sha256:ff46b782");
    assertThat(found.at("/image/dockerImageMetadata/Id").stringValue()).isEqualTo("old");
    assertThat(found.at("/image/dockerImageLayers")).hasSize(1);
    assertThat(found.at("/image").has("dockerImageManifest")).isFalse();
  }

  private String pushedIndex(PushedManifest child) {
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
         {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":1,
          "platform":{"os":"linux","architecture":"amd64"}}]}\
        """
            .formatted(child.digest())
            .getBytes(StandardCharsets.UTF_8);
    api.push(APP, List.of(), child);
    Digest digest = Digest.of(bytes);
    api.push(
        APP,
        List.of("multi"),
        new PushedManifest(digest, ManifestReader.read("", bytes), bytes, new byte[0]));
    return digest.toString();
  }

  @Test
  void layersOfAnIndexAreThoseOfItsChildren() {
    PushedManifest child = ImageApiFixture.manifest("one");
    String index = pushedIndex(child);
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    ObjectNode whole = Json.objectAt(layers.get("images"), index);
    assertThat(whole.get("manifests")).hasSize(1);
    assertThat(whole.get("layers").isNull()).isTrue();
    assertThat(whole.get("config").isNull()).isTrue();
    ObjectNode one = Json.objectAt(layers.get("images"), child.digest().toString());
    assertThat(one.get("layers")).hasSize(1);
    assertThat(one.get("config").stringValue()).startsWith("sha256:");
    assertThat(one.has("manifests")).isFalse();
    assertThat(layers.at("/blobs").propertyNames()).hasSize(4);
    assertThat(Json.objectAt(layers.get("blobs"), index).get("size").isNull()).isTrue();
    assertThat(
            api.get("imagestreamimages", "app@" + child.digest())
                .at("/image/metadata/name")
                .stringValue())
        .isEqualTo(child.digest().toString());
  }

  @Test
  void layersSayWhichImageIsMissing() {
    String one = api.pushed(APP, "one", "v1");
    api.blobs.delete(Digest.parse(one));
    var _ = api.store.commit(Transaction.builder().delete(StreamKeys.image(one)).build());
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    assertThat(Json.objectAt(layers.get("images"), one))
        .isEqualTo(json("{'imageMissing':true,'layers':null,'config':null}"));
    assertThat(layers.get("blobs")).isEmpty();
    assertThat(Meta.name(layers)).isEqualTo("app");
  }

  @Test
  void whatIsElsewhereIsMissingHereWhateverIsSaidOfIt() {
    String hidden = api.pushed(new StreamName("shared", "base"), "one", "v1");
    String name = "sha256:" + "ab".repeat(32);
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        "{'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'"
            + name
            + "'},'dockerImageReference':'quay.io/a/b:1','dockerImageLayers':[{'name':'"
            + hidden
            + "','size':1,'mediaType':'application/vnd.oci.image.layer.v1.tar'}]}}");
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    assertThat(Json.objectAt(layers.get("images"), name))
        .isEqualTo(json("{'imageMissing':true,'layers':null,'config':null}"));
    assertThat(layers.at("/blobs")).isEmpty();
  }

  @Test
  void whatWasPushedHereIsHereUnderWhateverReference() {
    String one = api.pushed(APP, "one");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        "{'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'"
            + one
            + "'},'dockerImageReference':'quay.io/a/b@"
            + one
            + "'}}");
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();
    assertThat(Json.objectAt(layers.get("images"), one).get("layers")).hasSize(1);
    assertThat(layers.at("/blobs")).hasSize(3);
  }

  private void secret(String name, String type, String annotations) {
    api.secrets.create(
        new Scope(DEV, "demo"),
        json(
            "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'"
                + name
                + "','annotations':"
                + annotations
                + "},'type':'"
                + type
                + "'}"),
        WriteOptions.STORE);
  }

  @Test
  void onlySecretsThatOpenRegistriesAreListedInTheirOrder() {
    secret("a", "kubernetes.io/dockerconfigjson", "{}");
    secret("b", "Opaque", "{}");
    secret("c", "kubernetes.io/dockercfg", "{}");
    secret("d", "kubernetes.io/service-account-token", "{}");
    secret("e", "kubernetes.io/dockercfg", "{'openshift.io/image.excludeSecret':'true'}");
    secret("f", "kubernetes.io/dockercfg", "{'openshift.io/image.excludeSecret':'no'}");
    ObjectNode list =
        api.rest("imagestreams").subresource("secrets").get(DEMO, "no-such-stream").tree();
    assertThat(list.get("kind").stringValue()).isEqualTo("SecretList");
    assertThat(list.get("apiVersion").stringValue()).isEqualTo("image.openshift.io/v1");
    assertThat(list.get("items").valueStream().map(Meta::name)).containsExactly("a", "c", "f");
  }

  private ObjectNode secretsWith(int limit, String token, String selector) {
    ListOptions options =
        new ListOptions(
            LabelSelector.EVERYTHING,
            FieldSelector.parse(selector),
            limit,
            token,
            "",
            false,
            false);
    Rest secrets = api.rest("imagestreams").subresource("secrets");
    assertThat(secrets.takesListOptions()).isTrue();
    return secrets.get(DEMO, "any", options).tree();
  }

  @Test
  void secretsAreListedInPagesAndBySelectors() {
    secret("a", "kubernetes.io/dockerconfigjson", "{}");
    secret("b", "Opaque", "{}");
    secret("c", "kubernetes.io/dockercfg", "{}");

    ObjectNode first = secretsWith(2, "", "");
    assertThat(first.get("items").valueStream().map(Meta::name)).containsExactly("a");
    String token = first.at("/metadata/continue").asString();
    ObjectNode rest = secretsWith(2, token, "");
    assertThat(rest.get("items").valueStream().map(Meta::name)).containsExactly("c");
    assertThat(rest.at("/metadata").has("continue")).isFalse();
    assertThat(rest.at("/metadata/resourceVersion"))
        .isEqualTo(first.at("/metadata/resourceVersion"));

    assertThat(secretsWith(0, "", "metadata.name=c").get("items").valueStream().map(Meta::name))
        .containsExactly("c");
  }
}
