package dev.weir.importing;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import java.util.List;
import java.util.Optional;

/** What shall be imported into a stream. */
public record ImportJob(List<Image> images, Optional<Repository> repository) {
  /** What old clients send for no image in particular: looked at in vain, and never stored. */
  public static final String ANYTHING = "*";

  public ImportJob {
    images = List.copyOf(images);
  }

  public boolean isEmpty() {
    return images.isEmpty() && repository.isEmpty();
  }

  /**
   * One image.
   *
   * @param to tag that shall get it; empty only looks
   * @param includeManifest show the raw manifest and configuration
   */
  public record Image(
      String from,
      String to,
      ImportPolicy policy,
      String referencePolicy,
      boolean includeManifest) {}

  /** All tags of a repository. */
  public record Repository(
      String from, ImportPolicy policy, String referencePolicy, boolean includeManifest) {}

  /** What is due in the background, each tag with its own policies (image-api.md 5.9). */
  static ImportJob of(ImageStream stream, ImportDue due) {
    List<Image> images =
        due.tags().stream()
            .map(
                tag ->
                    new Image(
                        tag.from().map(TagSource::name).orElse(""),
                        tag.name(),
                        tag.importPolicy(),
                        tag.referencePolicy(),
                        false))
            .toList();
    Optional<Repository> repository =
        due.repository()
            ? Optional.of(
                new Repository(
                    stream.dockerImageRepository(), ImportPolicy.DEFAULT, SpecTag.SOURCE, false))
            : Optional.empty();
    return new ImportJob(images, repository);
  }
}
