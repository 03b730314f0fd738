package dev.weir.importing.age;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import dev.weir.manifest.Descriptor;
import dev.weir.streams.StreamId;
import java.util.Map;

/**
 * Where images of a tag come from, and how one of them is chosen: what was seen of another source
 * says nothing of this one.
 */
record Source(String uid, String from, String how) {
  static Source of(
      ImageStream stream, String from, ImportPolicy policy, Descriptor.Platform platform) {
    return new Source(
        StreamId.of(stream).uid(),
        from,
        "%s/%s %s%s"
            .formatted(
                platform.os(),
                platform.architecture(),
                policy.mode(),
                stream.allowsInsecure(policy) ? " insecure" : ""));
  }

  static Source of(ImageStream stream, SpecTag tag) {
    return of(
        stream,
        tag.from().map(TagSource::name).orElse(""),
        tag.importPolicy(),
        platform(tag.annotations()));
  }

  private static final String PREFER_ARCH = "importer.image.openshift.io/prefer-arch";
  private static final String PREFER_OS = "importer.image.openshift.io/prefer-os";

  /** What a tag prefers in a list. */
  static Descriptor.Platform platform(Map<String, String> annotations) {
    return new Descriptor.Platform(
        annotations.getOrDefault(PREFER_OS, "linux"),
        annotations.getOrDefault(PREFER_ARCH, "amd64"),
        "");
  }
}
