package dev.weir.importing;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import java.util.List;
import java.util.Optional;

/**
 * What shall be imported into a stream.
 *
 * @param stores what tags get is stored; otherwise it is only looked at
 */
public record ImportJob(
    List<Wanted> images, Optional<WantedRepository> repository, boolean stores) {
  public ImportJob {
    images = List.copyOf(images);
  }

  /** To be stored. */
  public ImportJob(List<Wanted> images, Optional<WantedRepository> repository) {
    this(images, repository, true);
  }

  /** What is due in the background, each tag with its own policies (image-api.md 5.9). */
  public static ImportJob of(ImageStream stream, ImportDue due) {
    List<Wanted> images =
        due.tags().stream()
            .map(
                tag ->
                    new Wanted(
                        tag.from().map(TagSource::name).orElse(""),
                        tag.name(),
                        tag.importPolicy(),
                        tag.referencePolicy(),
                        false))
            .toList();
    Optional<WantedRepository> repository =
        due.repository()
            ? Optional.of(
                new WantedRepository(
                    stream.dockerImageRepository(), ImportPolicy.DEFAULT, SpecTag.SOURCE, false))
            : Optional.empty();
    return new ImportJob(images, repository);
  }
}
