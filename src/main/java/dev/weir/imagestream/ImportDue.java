package dev.weir.imagestream;

import java.util.List;

/** What of a stream has to be imported in the background (image-api.md 5.9). */
public record ImportDue(List<SpecTag> tags, boolean repository) {
  public ImportDue {
    tags = List.copyOf(tags);
  }

  public boolean isEmpty() {
    return tags.isEmpty() && !repository;
  }

  /**
   * All importable tags, and the repository if there is one, of a stream that was never imported;
   * later those tags whose generation is newer than what was last seen of them, be it an image or a
   * failure. A failed import is therefore not repeated until somebody touches the tag. One that
   * somebody holds is not imported.
   */
  public static ImportDue of(ImageStream stream) {
    List<SpecTag> due = stream.spec().values().stream().filter(tag -> isDue(stream, tag)).toList();
    return new ImportDue(due, isNew(stream) && !stream.dockerImageRepository().isEmpty());
  }

  /** True if a tag of a stream is among them. */
  public static boolean isDue(ImageStream stream, SpecTag tag) {
    return tag.isImportable()
        && !tag.isHeld()
        && (isNew(stream) || isBehind(tag, stream.history(tag.name())));
  }

  private static boolean isNew(ImageStream stream) {
    return stream.annotation(ImportedTags.CHECKED).isEmpty();
  }

  private static boolean isBehind(SpecTag tag, TagHistory history) {
    long event = history.newest().map(TagEvent::generation).orElse(0L);
    long condition =
        history.conditions().stream()
            .filter(c -> c.type().equals(TagCondition.IMPORT_SUCCESS))
            .findFirst()
            .map(TagCondition::generation)
            .orElse(0L);
    return tag.generation().isEmpty() || tag.generation().getAsLong() > Math.max(event, condition);
  }
}
