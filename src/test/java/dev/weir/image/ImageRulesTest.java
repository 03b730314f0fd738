package dev.weir.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Images that clients create and change (image-api.md 6.3, 6.4, 7.5, 10). */
class ImageRulesTest {
  private static final String CONFIG =
      "{\"architecture\":\"amd64\",\"author\":\"me\",\"config\":{\"Cmd\":[\"sh\"]}}";
  private static final String MANIFEST =
      """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
       "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":70},
       "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":3},
                 {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":4}]}\
      """
          .formatted(digest(CONFIG), layer(1), layer(2));
  private static final String FIRST_SCHEMA =
      """
      {"schemaVersion":1,"name":"a/b","tag":"1",
       "fsLayers":[{"blobSum":"%s"},{"blobSum":"%s"},{"blobSum":"%s"}],
       "history":[
        {"v1Compatibility":"{\\"id\\":\\"top\\",\\"parent\\":\\"base\\",\\"Size\\":5,\\"author\\":\\"me\\",\\"config\\":{\\"Cmd\\":[\\"sh\\"]},\\"os\\":\\"linux\\"}"},
        {"v1Compatibility":"{\\"id\\":\\"mid\\"}"},
        {"v1Compatibility":"{\\"id\\":\\"base\\",\\"Size\\":7}"}]}\
      """
          .formatted(layer(3), layer(2), layer(1));

  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String layer(int number) {
    return "sha256:" + ("0" + number).repeat(32);
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode image(String name, String manifest) {
    ObjectNode image = json("{'dockerImageReference':'quay.io/a/b:1'}");
    Meta.of(image).put("name", name);
    if (!manifest.isEmpty()) {
      image.put("dockerImageManifest", manifest);
    }
    return image;
  }

  private static ObjectNode created(ObjectNode image) {
    ImageRules.prepareNew(image);
    return image;
  }

  private static ObjectNode withConfig() {
    return image(digest(MANIFEST), MANIFEST).put("dockerImageConfig", CONFIG);
  }

  private static String layers(ObjectNode image) {
    return String.join(
        " ",
        Json.arrayAt(image, "dockerImageLayers")
            .valueStream()
            .map(layer -> Json.string(layer, "name").substring(7, 9))
            .toList());
  }

  @Test
  void metadataAndLayersComeFromTheManifest() {
    ObjectNode image = created(withConfig());
    assertThat(layers(image)).isEqualTo("01 02");
    assertThat(image.at("/dockerImageMetadata/Author").stringValue()).isEqualTo("me");
    assertThat(image.at("/dockerImageMetadata/Id").stringValue()).isEqualTo(digest(CONFIG));
    assertThat(image.at("/dockerImageMetadata/Size").longValue()).isEqualTo(77);
    assertThat(image.get("dockerImageMetadataVersion").stringValue()).isEqualTo("1.0");
    assertThat(Meta.annotation(image, Images.LAYERS_ORDER)).isEqualTo("ascending");
    assertThat(image.get("dockerImageManifest").stringValue()).isEqualTo(MANIFEST);
  }

  @Test
  void whatIsInAnArtifactFollowsFromTheManifestAndStays() {
    String manifest = MANIFEST.replaceFirst(",", ",\"artifactType\":\"a/b\",");
    ObjectNode image = image(digest(manifest), manifest).put("dockerImageConfig", CONFIG);
    ObjectNode told = created(image.deepCopy());
    assertThat(Images.artifactType(told)).isEqualTo("a/b");

    ObjectNode described = told.deepCopy();
    Images.setArtifactType(described, "c/d");
    assertThat(Images.artifactType(created(described))).as("with layers and size").isEqualTo("a/b");

    ObjectNode changed = told.deepCopy();
    Images.setArtifactType(changed, "c/d");
    ImageRules.prepareUpdate(changed, told);
    assertThat(Images.artifactType(changed)).isEqualTo("a/b");
  }

  @Test
  void textsThatTheRegistryHasAreDropped() {
    ObjectNode image = withConfig();
    Meta.setAnnotation(image, Images.MANIFEST_BLOB_STORED, "true");
    ImageRules.prepareNew(image);
    assertThat(image.has("dockerImageManifest")).isFalse();
    assertThat(image.has("dockerImageConfig")).isFalse();
    assertThat(layers(image)).isEqualTo("01 02");
  }

  @Test
  void aManifestOfTheFirstSchemaIsReadToo() {
    ObjectNode image = created(image(digest(FIRST_SCHEMA), FIRST_SCHEMA));
    assertThat(layers(image)).isEqualTo("01 02 03");
    assertThat(image.at("/dockerImageLayers/0/size").longValue()).isEqualTo(7);
    assertThat(image.at("/dockerImageLayers/1/size").longValue()).isZero();
    assertThat(image.at("/dockerImageLayers/0/mediaType").stringValue())
        .isEqualTo("application/vnd.docker.container.image.rootfs.diff+x-gtar");
    assertThat(image.get("dockerImageManifestMediaType").stringValue())
        .isEqualTo("application/vnd.docker.distribution.manifest.v1+json");
    JsonNode metadata = image.get("dockerImageMetadata");
    assertThat(metadata.get("Id").stringValue()).isEqualTo("top");
    assertThat(metadata.get("Parent").stringValue()).isEqualTo("base");
    assertThat(metadata.get("Size").longValue()).isEqualTo(12);
    assertThat(metadata.has("os")).isFalse();
  }

  @Test
  void aManifestWhoseHistoryDoesNotFitChangesNothing() {
    String bad = FIRST_SCHEMA.replaceFirst("\\{\"blobSum\":\"[^}]*},", "");
    ObjectNode image = created(image("sha256:" + "ab".repeat(32), bad));
    assertThat(image.has("dockerImageLayers")).isFalse();
    assertThat(image.at("/dockerImageMetadata/Id").stringValue()).isEmpty();
  }

  @Test
  void anIndexNamesItsChildren() {
    String index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
          {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":7,
           "platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}\
        """
            .formatted(layer(1));
    ObjectNode image = created(image(digest(index), index));
    assertThat(Images.children(image)).containsExactly(layer(1));
    assertThat(image.has("dockerImageLayers")).isFalse();
    assertThat(ImageValidation.check(image)).isEmpty();
  }

  @Test
  void withoutAnyFactsTheMetadataIsAnEmptyOne() {
    assertThat(created(image("x", "")).get("dockerImageMetadata"))
        .isEqualTo(
            json(
                "{'kind':'DockerImage','apiVersion':'image.openshift.io/1.0','Id':'',"
                    + "'Created':null,'ContainerConfig':{}}"));
  }

  @Test
  void membersThatTheOldFormDoesNotKnowAreLost() {
    ObjectNode image = image("x", "");
    image.set(
        "dockerImageMetadata",
        json(
            "{'apiVersion':'1.0','kind':'DockerImage','Id':'i','Architecture':'arm','Os':'linux',"
                + "'Created':'2016-01-26T21:07:27Z','Size':9,'rootfs':{},"
                + "'Config':{'User':'1001','Healthcheck':{}}}"));
    assertThat(Json.parse(Json.text(created(image).get("dockerImageMetadata"))))
        .isEqualTo(
            Json.parse(
                """
                {"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"i",
                 "Created":"2016-01-26T21:07:27Z","Architecture":"arm","ContainerConfig":{},
                 "Config":{"User":"1001"},"Size":9}\
                """));
  }

  @Test
  void theFormOfBeforeTheFirstVersionHasSmallLetters() {
    ObjectNode image = image("x", "").put("dockerImageMetadataVersion", "pre012");
    image.set(
        "dockerImageMetadata",
        json("{'id':'i','docker_version':'1.8','config':{'Cmd':['sh']},'size':9}"));
    JsonNode metadata = created(image).get("dockerImageMetadata");
    assertThat(metadata.get("Id").stringValue()).isEqualTo("i");
    assertThat(metadata.get("DockerVersion").stringValue()).isEqualTo("1.8");
    assertThat(metadata.at("/Config/Cmd/0").stringValue()).isEqualTo("sh");
    assertThat(image.get("dockerImageMetadataVersion").stringValue()).isEqualTo("1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "ascending,  application/vnd.oci.image.manifest.v1+json, 01 02",
    "descending, application/vnd.oci.image.manifest.v1+json, 02 01",
    "'',         application/vnd.oci.image.manifest.v1+json, 02 01",
    "'',         application/vnd.docker.distribution.manifest.v1+json, 01 02",
    "descending, application/vnd.docker.distribution.manifest.v1+json, 02 01",
  })
  void layersThatAreGivenAreTurnedWithTheirBaseFirst(String order, String type, String found) {
    ObjectNode image = image(digest(MANIFEST), MANIFEST).put("dockerImageManifestMediaType", type);
    image.set("dockerImageMetadata", json("{'Id':'i','Size':9}"));
    image.set(
        "dockerImageLayers",
        Json.parse("[{\"name\":\"%s\"},{\"name\":\"%s\"}]".formatted(layer(1), layer(2))));
    if (!order.isEmpty()) {
      Meta.setAnnotation(image, Images.LAYERS_ORDER, order);
    }
    assertThat(layers(created(image))).isEqualTo(found);
    assertThat(Meta.annotation(image, Images.LAYERS_ORDER)).isEqualTo("ascending");
    assertThat(image.at("/dockerImageMetadata/Id").stringValue()).isEqualTo("i");
  }

  private static ObjectNode updated(ObjectNode old, String change) {
    ObjectNode updated = old.deepCopy();
    updated.setAll(json(change));
    ImageRules.prepareUpdate(updated, old);
    return updated;
  }

  @Test
  void whatTheManifestSaysCannotBeChanged() {
    ObjectNode old = created(withConfig());
    ObjectNode updated =
        updated(
            old,
            "{'dockerImageMetadata':{'Id':'other'},'dockerImageMetadataVersion':'2',"
                + "'dockerImageLayers':[],'dockerImageReference':'quay.io/c/d:1'}");
    assertThat(updated).isEqualTo(old.deepCopy().put("dockerImageReference", "quay.io/c/d:1"));
  }

  @Test
  void oldSignaturesStayIfThereAreAny() {
    ObjectNode bare = created(withConfig());
    assertThat(updated(bare, "{'dockerImageSignatures':['YQ==']}").has("dockerImageSignatures"))
        .isTrue();
    ObjectNode signed = bare.deepCopy();
    signed.putArray("dockerImageSignatures").add("YQ==");
    assertThat(
            updated(signed, "{'dockerImageSignatures':[]}")
                .at("/dockerImageSignatures/0")
                .stringValue())
        .isEqualTo("YQ==");
  }

  @Test
  void onlyTheImagesOwnTextsAreTaken() {
    ObjectNode stripped = Images.withoutRaw(created(withConfig()));
    ObjectNode own = stripped.deepCopy();
    own.put("dockerImageManifest", MANIFEST).put("dockerImageConfig", CONFIG);
    ImageRules.prepareUpdate(own, stripped);
    assertThat(own.get("dockerImageManifest").stringValue()).isEqualTo(MANIFEST);
    assertThat(own.get("dockerImageConfig").stringValue()).isEqualTo(CONFIG);

    ObjectNode foreign = own.deepCopy();
    foreign.put("dockerImageManifest", "{}").put("dockerImageConfig", "{}");
    ImageRules.prepareUpdate(foreign, own);
    assertThat(foreign).isEqualTo(own);

    ObjectNode blank = Images.withoutRaw(own.deepCopy());
    ImageRules.prepareUpdate(blank, own);
    assertThat(blank).isEqualTo(stripped);
  }

  @Test
  void aSignedManifestIsItsImagesOwnWithoutTheSignatures() {
    String payload = FIRST_SCHEMA;
    String head = payload.substring(0, payload.length() - 1);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String format =
        "{\"formatLength\":%d,\"formatTail\":\"%s\"}"
            .formatted(head.length(), encoder.encodeToString("}".getBytes(StandardCharsets.UTF_8)));
    String signed =
        head
            + ",\"signatures\":[{\"protected\":\""
            + encoder.encodeToString(format.getBytes(StandardCharsets.UTF_8))
            + "\"}]}";
    ObjectNode old = created(image(digest(payload), ""));
    ObjectNode updated = old.deepCopy().put("dockerImageManifest", signed);
    ImageRules.prepareUpdate(updated, old);
    assertThat(updated.get("dockerImageManifest").stringValue()).isEqualTo(signed);
    assertThat(layers(updated)).isEqualTo("01 02 03");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{} | dockerImageReference: Required value",
        "{'dockerImageReference':'a//b'} | dockerImageReference: Invalid value: \"a//b\": invalid"
            + " reference format",
        "{'dockerImageManifests':[{'digest':'x','mediaType':'a/b','architecture':'amd64','os':'linux'}]}"
            + " | dockerImageManifests[0].digest: Invalid value: \"x\": digest does not conform"
            + " with OCI image specification",
        "{'dockerImageManifests':[{'digest':'LAYER','mediaType':'nonsense','architecture':'amd64','os':'linux'}]}"
            + " | dockerImageManifests[0].mediaType: Invalid value: \"nonsense\": media type does"
            + " not conform to RFC6838",
        "{'dockerImageManifests':[{'digest':'LAYER','mediaType':'a/b','os':'linux'}]} |"
            + " dockerImageManifests[0].architecture: Required value",
        "{'dockerImageManifests':[{'digest':'LAYER','mediaType':'a/b','architecture':'amd64'}]} |"
            + " dockerImageManifests[0].os: Required value",
        "{'dockerImageManifests':[{'digest':'LAYER','mediaType':'a/b','architecture':'amd64','os':'linux','manifestSize':-1}]}"
            + " | dockerImageManifests[0].size: Invalid value: -1: manifest size cannot be"
            + " negative",
        "{'dockerImageManifests':[{'digest':'LAYER','mediaType':'a/b','architecture':'amd64','os':'linux'}],'dockerImageLayers':[{'name':'x'}]}"
            + " | dockerImageLayers: Forbidden: dockerImageLayers should not be set when"
            + " dockerImageManifests is set",
        "{'signatures':[{'metadata':{'name':'x'},'type':'t','content':'c'}]} |"
            + " signatures[0].metadata.name: Invalid value: \"x\": name must be of format"
            + " <imageName>@<signatureName>",
      })
  void whatIsNoImageIsNamed(String change, String problem) {
    ObjectNode image = json(change.replace("LAYER", layer(1)));
    if (!image.isEmpty() && !image.has("dockerImageReference")) {
      image.put("dockerImageReference", "quay.io/a/b:1");
    }
    assertThat(ImageValidation.check(image)).extracting(Object::toString).containsExactly(problem);
  }
}
