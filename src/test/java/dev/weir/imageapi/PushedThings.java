package dev.weir.imageapi;

import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.streams.PushedManifest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Manifests that name others. */
final class PushedThings {
  private PushedThings() {}

  /** The layer of what {@link ImageApiFixture#manifest} makes of a text. */
  static Digest layer(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What says something about another manifest, as a signature does. */
  static PushedManifest about(PushedManifest subject) {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    return of(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "artifactType":"application/vnd.dev.cosign.artifact.sig.v1+json",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[],
         "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d}}\
        """
            .formatted(Digest.of(config), subject.digest(), subject.bytes().length),
        config);
  }

  /** What cosign keeps under a tag, with a layer of that type. */
  static PushedManifest cosign(String layer, String text) {
    byte[] config = "{\"architecture\":\"\",\"config\":{}}".getBytes(StandardCharsets.UTF_8);
    return of(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}\
        """
            .formatted(Digest.of(config), config.length, layer, layer(text), text.length()),
        config);
  }

  static PushedManifest index(PushedManifest... children) {
    return of(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}\
        """
            .formatted(
                Arrays.stream(children)
                    .map(
                        child ->
                            "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                                .formatted(
                                    child.manifest().mediaType(),
                                    child.digest(),
                                    child.bytes().length))
                    .collect(Collectors.joining(","))),
        new byte[0]);
  }

  private static PushedManifest of(String text, byte[] config) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new PushedManifest(Digest.of(bytes), ManifestReader.read("", bytes), bytes, config);
  }
}
