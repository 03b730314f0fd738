package dev.weir.streams.parts;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.FallbackTag;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether a tag only tells of another image. Its name may be chosen for other reasons, such as by
 * tools that call an image by its own digest: what the tag shows has to say so as well.
 *
 * @param manifests what a manifest is made of; empty if it is not here or cannot be read
 * @param linked whether the repository has a manifest
 */
public record Telling(Function<Digest, Optional<Composition>> manifests, Predicate<Digest> linked) {
  /** Begins the types of configurations by which cosign says what an image is. */
  private static final String COSIGN_CONFIG = "application/vnd.dev.cosign.artifact.";

  /** Begin the types of layers in which cosign keeps signatures, attestations and SBOMs. */
  private static final List<String> COSIGN_LAYERS =
      List.of(
          "application/vnd.dev.cosign.",
          "application/vnd.dev.sigstore.",
          "application/vnd.dsse.envelope.",
          "application/vnd.cyclonedx",
          "application/vnd.syft",
          "application/spdx",
          "text/spdx",
          "spdx+");

  /**
   * The image of which a tag only tells.
   *
   * @param images of its events, as they say it; each of them has to tell of that image
   * @return empty for a tag that is there for its own sake, and where that cannot be told
   */
  public Optional<Digest> subject(String tag, List<String> images) {
    return FallbackTag.subject(tag)
        .filter(_ -> !images.isEmpty())
        .filter(subject -> images.stream().allMatch(image -> tells(tag, image, subject)));
  }

  private boolean tells(String tag, String image, Digest subject) {
    return Digest.tryParse(image)
        .filter(digest -> !digest.equals(subject))
        .flatMap(manifests)
        .filter(made -> made.children().noneMatch(subject::equals))
        .filter(
            made ->
                made.subject()
                    .map(subject::equals)
                    .orElseGet(
                        () ->
                            FallbackTag.isBare(tag)
                                ? listsArtifacts(made, subject)
                                : isCosign(made)))
        .isPresent();
  }

  /** OCI distribution's fallback: an index of what refers to the image, as far as that is here. */
  private boolean listsArtifacts(Composition index, Digest subject) {
    List<Digest> here = index.children().filter(this::isHere).toList();
    return index.mediaType().equals(MediaTypes.OCI_INDEX)
        && index.blobs().isEmpty()
        && !here.isEmpty()
        && here.stream()
            .allMatch(child -> manifests.apply(child).filter(m -> isAbout(m, subject)).isPresent());
  }

  private boolean isHere(Digest child) {
    return linked.test(child) || manifests.apply(child).isPresent();
  }

  private static boolean isAbout(Composition child, Digest subject) {
    return child
        .subject()
        .map(subject::equals)
        .orElseGet(
            () ->
                child
                    .config()
                    .filter(config -> !MediaTypes.isImageConfig(config.mediaType()))
                    .isPresent());
  }

  private static boolean isCosign(Composition made) {
    boolean says = made.config().filter(c -> c.mediaType().startsWith(COSIGN_CONFIG)).isPresent();
    return made.config().isPresent()
        && (says
            || (!made.blobs().isEmpty()
                && made.blobs().stream().allMatch(layer -> begins(layer.mediaType()))));
  }

  private static boolean begins(String layer) {
    return COSIGN_LAYERS.stream().anyMatch(layer::startsWith);
  }
}
