package dev.weir.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class ImagesTest {
  private static final String LAYER = "sha256:" + "11".repeat(32);
  private static final byte[] CONFIG =
      """
      {"architecture":"arm64","os":"linux","created":"2025-06-01T12:00:00.987654321+02:00",
       "author":"me","rootfs":{"type":"layers"},"history":[{}],
       "config":{"Env":["A=1"],"Cmd":["sh"],"ExposedPorts":{"80/tcp":{}},"User":"",
                 "Tty":false,"Healthcheck":{"Test":["x"]},"Labels":{"l":"1"},"OnBuild":null}}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private static byte[] manifest() {
    String text =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":100},
                   {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":100}]}\
        """
            .formatted(Digest.of(CONFIG), CONFIG.length, LAYER, LAYER);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode image(byte[] manifest, byte[] config, boolean managed) {
    Manifest read = ManifestReader.read("", manifest);
    return Images.fromManifest(Digest.of(manifest), read, manifest, config, "r/x@d", managed);
  }

  @Test
  void pushedImageHoldsFactsButNotTheTextsThatTheRegistryHas() {
    ObjectNode image = image(manifest(), CONFIG, true);
    assertThat(Meta.name(image)).isEqualTo(Digest.of(manifest()).toString());
    assertThat(Meta.annotations(image))
        .containsOnlyKeys(Images.MANAGED, Images.MANIFEST_BLOB_STORED, Images.LAYERS_ORDER);
    assertThat(image.has("dockerImageManifest")).isFalse();
    assertThat(image.has("dockerImageConfig")).isFalse();
    assertThat(image.get("dockerImageLayers")).hasSize(2);
    assertThat(image.at("/dockerImageLayers/0/size").asLong()).isEqualTo(100);
    assertThat(Images.isManaged(image)).isTrue();
  }

  private static byte[] artifact(String type, String config) {
    return new String(manifest(), StandardCharsets.UTF_8)
        .replace(
            "{\"schemaVersion\":2,",
            Json.text(Json.object().put("schemaVersion", 2).put("artifactType", type))
                    .replace("}", "")
                + ",")
        .replace("application/vnd.oci.image.config.v1+json", config)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, application/vnd.oci.image.config.v1+json, a/b",
    "a/b, application/vnd.cncf.helm.config.v1+json, a/b",
    "'', application/vnd.cncf.helm.config.v1+json, application/vnd.cncf.helm.config.v1+json",
    "'', application/vnd.oci.empty.v1+json, application/vnd.oci.empty.v1+json",
    "'', application/vnd.oci.image.config.v1+json, ''",
    "'', application/vnd.docker.container.image.v1+json, ''",
    "'', '', ''",
    "'a/b\n\tc', application/vnd.oci.empty.v1+json, ''"
  })
  void whatIsInAnArtifactStandsInAnAnnotation(String type, String config, String shown) {
    byte[] manifest = artifact(type.replace("\\n", "\n").replace("\\t", "\t"), config);

    assertThat(Images.artifactType(image(manifest, new byte[0], true))).isEqualTo(shown);
  }

  @Test
  void aTypeThatIsLongerThanOneCanBeIsNotShown() {
    String longest = "a/" + "b".repeat(253);
    String config = "application/vnd.oci.image.config.v1+json";
    assertThat(Images.artifactType(image(artifact(longest, config), CONFIG, true)))
        .isEqualTo(longest);
    assertThat(Images.artifactType(image(artifact(longest + "b", config), CONFIG, true))).isEmpty();
  }

  @Test
  void metadataHasTheOldDockerFormAndCountsEachLayerOnce() {
    ObjectNode metadata = Json.objectAt(image(manifest(), CONFIG, true), "dockerImageMetadata");
    assertThat(Json.parse(Json.text(metadata)))
        .isEqualTo(
            Json.parse(
                """
                {"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"%s",
                 "Created":"2025-06-01T10:00:00Z","Author":"me","Architecture":"arm64",
                 "ContainerConfig":{},"Size":%d,
                 "Config":{"Env":["A=1"],"Cmd":["sh"],"ExposedPorts":{"80/tcp":{}},"Labels":{"l":"1"}}}\
                """
                    .formatted(Digest.of(CONFIG), CONFIG.length + 100)));
  }

  @Test
  void importedImageCarriesTheTextsUntilTheyAreTakenAway() {
    ObjectNode image = image(manifest(), CONFIG, false);
    assertThat(Json.string(image, "dockerImageConfig"))
        .isEqualTo(new String(CONFIG, StandardCharsets.UTF_8));
    assertThat(Images.withoutRaw(image).has("dockerImageManifest")).isFalse();
  }

  @Test
  void artifactWithUnreadableConfigurationHasIdAndSize() {
    for (byte[] config :
        List.of(new byte[0], new byte[] {1, 2}, "[]".getBytes(StandardCharsets.UTF_8))) {
      ObjectNode metadata = Json.objectAt(image(manifest(), config, true), "dockerImageMetadata");
      assertThat(Json.string(metadata, "Id")).isEqualTo(Digest.of(CONFIG).toString());
      assertThat(metadata.get("Created").isNull()).isTrue();
      assertThat(metadata.has("Config")).isFalse();
    }
  }

  @Test
  void indexNamesItsChildrenAndTheirPlatforms() {
    byte[] index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
          {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":7,
           "platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}\
        """
            .formatted(LAYER)
            .getBytes(StandardCharsets.UTF_8);
    ObjectNode image = image(index, new byte[0], true);
    assertThat(Json.parse(Json.text(image.path("dockerImageManifests"))))
        .isEqualTo(
            Json.parse(
                """
                [{"digest":"%s","mediaType":"application/vnd.oci.image.manifest.v1+json",
                  "manifestSize":7,"architecture":"arm","os":"linux","variant":"v7"}]\
                """
                    .formatted(LAYER)));
    assertThat(image.has("dockerImageLayers")).isFalse();
    assertThat(Images.children(image)).containsExactly(LAYER);
  }

  @Test
  void valuesOfAWrongTypeAreDroppedFromAConfiguration() {
    byte[] config =
        """
        {"architecture":["arm64"],"author":7,"created":5,"container_config":"x",
         "config":{"Env":["A=1",5,null,{}],"Cmd":"sh","Entrypoint":{},"User":1,"Tty":"yes",
                   "Memory":1000000000000000000000000000000,"MemorySwap":1.5,"CpuShares":7,
                   "ExposedPorts":{"80/tcp":{},"81/tcp":1},"Volumes":["/v"],
                   "Labels":{"kept":"yes","lost":1,"none":null},"OnBuild":null,"WorkingDir":"/w"}}\
        """
            .getBytes(StandardCharsets.UTF_8);
    ObjectNode metadata = Json.objectAt(image(manifest(), config, true), "dockerImageMetadata");
    assertThat(metadata.get("Config"))
        .isEqualTo(
            Json.parse(
                """
                {"CpuShares":7,"ExposedPorts":{"80/tcp":{}},"Env":["A=1"],"WorkingDir":"/w",
                 "Labels":{"kept":"yes"}}\
                """));
    assertThat(metadata.get("ContainerConfig")).isEqualTo(Json.object());
    assertThat(metadata.has("Architecture")).isFalse();
    assertThat(metadata.get("Created").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00Z,",
    "0001-01-01T01:00:00+01:00,",
    "+10000-01-01T00:00:00Z,",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z"
  })
  void aTimeThatIsNoneIsNull(String created, @Nullable String shown) {
    byte[] config = Json.bytes(Json.object().put("created", created));
    assertThat(image(manifest(), config, true).at("/dockerImageMetadata/Created").asString(null))
        .isEqualTo(shown);
  }
}
