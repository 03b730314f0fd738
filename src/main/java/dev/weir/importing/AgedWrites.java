package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.importing.StreamImports.Applied;
import dev.weir.objects.StoreContext;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Gives tags the images that they waited for, as the import would have that found them. */
final class AgedWrites {
  private static final User IMPORTS = User.system("imports");

  private final StoreContext context;
  private final StreamWriter writer;
  private final ImportTelling telling;

  AgedWrites(Streams streams, ImportTelling telling) {
    this.context = streams.context();
    this.writer = streams.writer();
    this.telling = telling;
  }

  /** As {@link StreamImports#take}. */
  Optional<Applied> take(
      StoredStream before,
      String tag,
      ImportedTag.Result result,
      Origin origin,
      Consumer<Transaction.Builder> with) {
    SpecTag spec =
        before.stream()
            .specTag(tag)
            .orElseThrow(() -> new IllegalArgumentException(tag + " follows nothing"));
    ImportedTag imported =
        new ImportedTag(
            tag,
            spec.from().map(TagSource::name).orElse(""),
            spec.importPolicy(),
            spec.referencePolicy(),
            true,
            result);
    return switch (ImportedTags.apply(before.stream(), List.of(imported), context.now())) {
      case ImportedTags.Outcome.Unchanged _ ->
          Optional.of(new Applied(before.stream(), before.revision()));
      case ImportedTags.Outcome.Changed(ImageStream edited) -> {
        ImageStream after =
            StreamWriter.require(
                edited.name(), writer.rules(IMPORTS).edit(before.stream(), edited));
        Optional<Applied> applied =
            written(before, after, result, origin, with)
                .map(revision -> new Applied(after, revision));
        if (applied.isPresent() && result instanceof ImportedTag.Result.Found found) {
          telling.tell(StreamId.of(after), found.reference(), found.image());
        }
        yield applied;
      }
    };
  }

  /** An image that was removed since it was chosen is not taken. */
  private Optional<Long> written(
      StoredStream before,
      ImageStream after,
      ImportedTag.Result result,
      Origin origin,
      Consumer<Transaction.Builder> with) {
    return result instanceof ImportedTag.Result.Found found
        ? writer.writeWithImage(before, after, origin, found.image(), with)
        : writer.write(before, after, origin, with);
  }
}
