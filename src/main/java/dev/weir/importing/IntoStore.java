package dev.weir.importing;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import java.util.List;
import java.util.Optional;

/** Images of an import go to the store, if its stream has room for their tags. */
final class IntoStore implements Importer.Into {
  private final ImportWrites writes;
  private final KeptImages kept;
  private final ImageStream stream;
  private final ImportJob job;

  /**
   * For one import.
   *
   * @param stream that it is for
   */
  IntoStore(ImportWrites writes, KeptImages kept, ImageStream stream, ImportJob job) {
    this.writes = writes;
    this.kept = kept;
    this.stream = stream;
    this.job = job;
  }

  /**
   * What nobody knows yet takes as little as may be: tags that the stream has stay where they are,
   * and new ones get an image that it has.
   */
  @Override
  public void requireRoom(List<String> tags) {
    String image =
        stream.tags().values().stream()
            .map(TagHistory::newest)
            .flatMap(Optional::stream)
            .map(TagEvent::image)
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse(ImportWrites.ANY_IMAGE.toString());
    writes.requireRoom(
        stream,
        job.repository().stream()
            .flatMap(
                from ->
                    tags.stream()
                        .filter(tag -> stream.newest(tag).isEmpty())
                        .map(tag -> found(from, tag, image)))
            .toList());
  }

  private static ImportedTag found(WantedRepository from, String tag, String image) {
    String place = ImageReference.parse(from.from()).withTag(tag).exact();
    var found = new ImportedTag.Result.Found(place, image);
    return new ImportedTag(tag, place, from.policy(), from.referencePolicy(), false, found);
  }

  @Override
  public boolean has(Digest image) {
    return kept.has(image);
  }

  @Override
  public FetchedImage store(FetchedImage image, ImageReference asked) {
    return kept.keep(stream.name(), image, asked);
  }
}
