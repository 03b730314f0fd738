package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiObject;
import dev.weir.streams.parts.Composition;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stored Image says covers all that its manifest is made of. */
class ImagePartsTest {
  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String descriptor(String type, String text) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, digest(text), text.length());
  }

  private static String image(String type, String configType, String layerType, String rest) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s,%s]%s}"
        .formatted(
            type,
            descriptor(configType, "{}"),
            descriptor(layerType, "one"),
            descriptor(layerType, "two"),
            rest);
  }

  private static String index(String type, String... entries) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(type, String.join(",", entries));
  }

  static Stream<Arguments> manifests() {
    String oci = "application/vnd.oci.image.";
    String docker = "application/vnd.docker.";
    String attested =
        "{\"mediaType\":\"%smanifest.v1+json\",\"digest\":\"%s\",\"size\":5,"
                .formatted(oci, digest("att"))
            + "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
            + "\"platform\":{\"architecture\":\"unknown\",\"os\":\"unknown\"}}";
    return Stream.of(
        Arguments.of(
            "schema 2",
            image(
                docker + "distribution.manifest.v2+json",
                docker + "container.image.v1+json",
                docker + "image.rootfs.diff.tar.gzip",
                "")),
        Arguments.of(
            "OCI",
            image(oci + "manifest.v1+json", oci + "config.v1+json", oci + "layer.v1.tar+gzip", "")),
        Arguments.of(
            "artifact",
            image(
                oci + "manifest.v1+json",
                "application/vnd.oci.empty.v1+json",
                "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                ",\"artifactType\":\"application/vnd.example\",\"subject\":"
                    + descriptor(oci + "manifest.v1+json", "subject"))),
        Arguments.of(
            "attestation",
            image(
                oci + "manifest.v1+json",
                oci + "config.v1+json",
                "application/vnd.in-toto+json",
                "")),
        Arguments.of(
            "OCI index",
            index(
                oci + "index.v1+json",
                descriptor(oci + "manifest.v1+json", "amd"),
                descriptor(oci + "index.v1+json", "inner"),
                attested)),
        Arguments.of(
            "manifest list",
            index(
                docker + "distribution.manifest.list.v2+json",
                descriptor(docker + "distribution.manifest.v2+json", "amd"))),
        Arguments.of(
            "build cache",
            index(
                oci + "index.v1+json",
                descriptor(oci + "layer.v1.tar+gzip", "layer"),
                descriptor("application/vnd.buildkit.cacheconfig.v0", "cache"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void coversTheManifest(String kind, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Manifest manifest = ManifestReader.read("", bytes);
    for (boolean managed : new boolean[] {true, false}) {
      Digest digest = Digest.of(bytes);
      byte[] config = "{\"config\":{\"Env\":[\"A=b\"]}}".getBytes(StandardCharsets.UTF_8);
      byte[] stored =
          ApiObject.encode(
              Images.fromManifest(
                  digest, manifest, bytes, config, "host/ns/app@" + digest, managed));

      ImageParts parts = ImageParts.read(digest.toString(), stored);

      assertThat(parts.all()).as(kind).containsAll(Composition.of(manifest).parts());
      assertThat(parts.all()).as(kind).doesNotContain(digest);
      assertThat(parts.isComplete()).isTrue();
      assertThat(parts.isManaged()).isEqualTo(managed);
    }
  }

  @Test
  void whatSaysNothingOfItsConfigurationIsNotComplete() {
    byte[] stored = ApiObject.encode(Images.named(digest("x")));

    ImageParts parts = ImageParts.read(digest("x"), stored);

    assertThat(parts.all()).isEmpty();
    assertThat(parts.isComplete()).isFalse();
  }

  @Test
  void membersOfOtherShapesAreNoParts() {
    byte[] stored =
        """
        {"metadata":{"annotations":{"openshift.io/image.managed":["true"]}},
         "dockerImageLayers":{"name":"%1$s"},"dockerImageManifests":"%1$s",
         "dockerImageMetadata":[{"Id":"%1$s"}],"other":[[{"digest":"%1$s"}]]}\
        """
            .formatted(digest("x"))
            .getBytes(StandardCharsets.UTF_8);

    ImageParts parts = ImageParts.read("app", stored);

    assertThat(parts.all()).isEmpty();
    assertThat(parts.isManaged()).isFalse();
  }
}
