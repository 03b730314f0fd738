package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedRepository;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamRules;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.importing.StreamImports.Applied;
import dev.weir.importing.age.AgeGate;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.StatusException;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings what an import found into its stream: stores the images and writes the tags (image-api.md
 * 5).
 */
final class ImportWrites {
  private static final int FORBIDDEN = 403;

  private static final User IMPORTS = User.system("imports");

  /** Stands for an image of which nothing is known yet. */
  static final Digest ANY_IMAGE = Digest.of(new byte[0]);

  private final StoreContext context;
  private final StreamWriter writer;
  private final StreamStore streams;
  private final KeptImages kept;
  private final PublishedHost host;
  private final ImportTelling telling;
  private final AgeGate gate;

  ImportWrites(Streams streams, KeptImages kept, ImportTelling telling, AgeGate gate) {
    this.telling = telling;
    this.gate = gate;
    this.context = streams.context();
    this.writer = streams.writer();
    this.streams = streams.store();
    this.kept = kept;
    this.host = streams.published();
  }

  /** As {@link StreamImports#apply}. */
  Optional<Applied> apply(User user, StoredStream before, Findings findings) {
    ImageStream base = base(before, Map.of());
    return appliedInTurn(
        user, before, base, findings, (who, after) -> writeAndTell(who, before, after, false));
  }

  /** What is noted of a tag is not looked at before the tag is there that it is for. */
  private Optional<Applied> appliedInTurn(
      User user, StoredStream before, ImageStream base, Findings findings, Write write) {
    return streams.inTurn(base.name(), () -> applied(user, before, base, findings, write));
  }

  /** As {@link StreamImports#bring}. */
  Optional<Applied> bring(
      User user, StoredStream before, Findings findings, Map<String, String> annotations) {
    ImageStream base = base(before, annotations);
    return appliedInTurn(
        user,
        before,
        base,
        findings,
        (who, after) -> writer.write(before, after, Origin.importing(who.name()), false));
  }

  /** As {@link StreamImports#requireRoom}. */
  void requireRoom(User user, StoredStream before, Wanted wanted, Map<String, String> annotations) {
    ImageReference anything = ImageReference.parse(wanted.from()).withId(ANY_IMAGE.toString());
    ImportedTag tag =
        tag(wanted, new ImportedTag.Result.Found(anything.exact(), ANY_IMAGE.toString()));
    ImageStream base = base(before, annotations);
    if (ImportedTags.apply(base, List.of(tag), context.now())
        instanceof ImportedTags.Outcome.Changed(ImageStream edited)) {
      ImageStream after = accepted(user, before, edited);
      Optional<Long> _ = writer.write(before, after, Origin.importing(user.name()), true);
    }
  }

  /** Where images of a job go as they come. */
  Importer.Into into(ImageStream stream, ImportJob job) {
    return job.stores() ? new IntoStore(this, kept, stream, job) : Importer.Into.NOWHERE;
  }

  /**
   * Refuses what limits and quotas would not let be stored, and lets the tags say so. A stream that
   * has taken the place of that one is left alone.
   *
   * @throws StatusException 403
   */
  void requireRoom(ImageStream stream, List<ImportedTag> tags) {
    StoredStream before = streams.newest(stream.name());
    if (StreamId.of(before.stream()).equals(StreamId.of(stream))
        && ImportedTags.apply(base(before, Map.of()), tags, context.now())
            instanceof ImportedTags.Outcome.Changed(ImageStream edited)) {
      ImageStream after = accepted(IMPORTS, before, edited);
      Optional<Long> _ = writeAndTell(IMPORTS, before, after, true);
    }
  }

  private ImageStream base(StoredStream before, Map<String, String> annotations) {
    if (before.exists()) {
      return before.stream();
    }
    ImageStream fresh = writer.fresh(before.stream().name());
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      fresh = fresh.withAnnotation(annotation.getKey(), annotation.getValue());
    }
    return fresh;
  }

  /** Stores a stream as the rules accepted it; empty if somebody wrote it meanwhile. */
  private interface Write {
    Optional<Long> write(User user, ImageStream after);
  }

  private Optional<Applied> applied(
      User user, StoredStream before, ImageStream base, Findings findings, Write write) {
    List<ImportedTag> tags = new ArrayList<>();
    findings.repository().ifPresent(looked -> tags.addAll(tags(base, looked)));
    findings.images().stream()
        .filter(looked -> looked.wanted().isForATag())
        .forEach(looked -> tags.add(tag(base, looked)));
    ImportedRepository repository = repository(before.stream(), findings);
    Optional<List<ImportedTag>> admitted = gate.admit(before, base, tags);
    if (admitted.isEmpty()) {
      return Optional.empty();
    }
    Optional<Applied> applied =
        switch (ImportedTags.apply(base, admitted.get(), repository, context.now())) {
          case ImportedTags.Outcome.Unchanged _ ->
              Optional.of(new Applied(before.stream(), before.revision()));
          case ImportedTags.Outcome.Changed(ImageStream edited) -> {
            ImageStream after = accepted(user, before, edited);
            yield write.write(user, after).map(revision -> new Applied(after, revision));
          }
        };
    applied.ifPresent(_ -> telling.tell(StreamId.of(base), findings, admitted.get()));
    return applied;
  }

  private ImageStream accepted(User user, StoredStream before, ImageStream edited) {
    StreamRules rules = writer.rules(user);
    return StreamWriter.require(
        edited.name(),
        before.exists() ? rules.edit(before.stream(), edited) : rules.createWithStatus(edited));
  }

  /** A stream tells of the repository that it is for; of any other its asker is told. */
  private static ImportedRepository repository(ImageStream stream, Findings findings) {
    return findings
        .repository()
        .filter(looked -> looked.wanted().from().equals(stream.dockerImageRepository()))
        .map(ImportWrites::repository)
        .orElseGet(ImportedRepository.NotAsked::new);
  }

  private static ImportedRepository repository(LookedRepository looked) {
    return looked
        .found()
        .failure()
        .map(ImportFailure::status)
        .<ImportedRepository>map(
            status ->
                new ImportedRepository.Failed(
                    looked.wanted().from(), status.reason(), status.message()))
        .orElseGet(ImportedRepository.Listed::new);
  }

  /** As {@link StreamImports#refuse}. */
  Optional<Applied> refuse(StoredStream before, ImportJob job, ApiStatus status) {
    var why = failed(status);
    List<String> tags = job.images().stream().map(Wanted::to).toList();
    ImportedRepository repository =
        job.repository()
            .<ImportedRepository>map(
                wanted -> new ImportedRepository.Failed(wanted.from(), why.reason(), why.message()))
            .orElseGet(ImportedRepository.NotAsked::new);
    return switch (ImportedTags.refused(before.stream(), tags, repository, why, context.now())) {
      case ImportedTags.Outcome.Unchanged _ ->
          Optional.of(new Applied(before.stream(), before.revision()));
      case ImportedTags.Outcome.Changed(ImageStream told) ->
          writer
              .write(before, told, Origin.UNKNOWN, false)
              .map(revision -> new Applied(told, revision));
    };
  }

  /** Where a limit is in the way, the tags that would be new say so (image-api.md 3.10). */
  private Optional<Long> writeAndTell(
      User user, StoredStream before, ImageStream after, boolean dryRun) {
    try {
      return writer.write(before, after, Origin.importing(user.name()), dryRun);
    } catch (StatusException e) {
      if (e.status().code() == FORBIDDEN && before.exists()) {
        ImageStream stored = before.stream();
        List<String> fresh =
            after.tags().keySet().stream().filter(tag -> stored.newest(tag).isEmpty()).toList();
        var why = failed(e.status());
        if (ImportedTags.refused(
                stored, fresh, new ImportedRepository.NotAsked(), why, context.now())
            instanceof ImportedTags.Outcome.Changed(ImageStream told)) {
          Optional<Long> _ = writer.write(before, told, Origin.UNKNOWN, false);
        }
      }
      throw e;
    }
  }

  private ImportedTag tag(ImageStream stream, Looked looked) {
    Wanted wanted = looked.wanted();
    return tag(wanted, stored(stream, wanted.to(), looked.found()));
  }

  private static ImportedTag tag(Wanted wanted, ImportedTag.Result result) {
    return new ImportedTag(
        wanted.to(), wanted.from(), wanted.policy(), wanted.referencePolicy(), true, result);
  }

  private List<ImportedTag> tags(ImageStream stream, LookedRepository looked) {
    return switch (looked.found()) {
      case RepositoryOutcome.Unlisted _ -> List.of();
      case RepositoryOutcome.Listed listed ->
          listed.images().stream().map(image -> tag(stream, looked.wanted(), image)).toList();
    };
  }

  private ImportedTag tag(ImageStream stream, WantedRepository wanted, ImportOutcome image) {
    return new ImportedTag(
        image.tag(),
        ImageReference.parse(wanted.from()).withTag(image.tag()).exact(),
        wanted.policy(),
        wanted.referencePolicy(),
        false,
        stored(stream, image.tag(), image));
  }

  private ImportedTag.Result stored(ImageStream stream, String tag, ImportOutcome outcome) {
    return switch (outcome) {
      case ImportOutcome.Failed failed -> failed(failed.why().status());
      case ImportOutcome.Imported imported -> {
        StreamName name = stream.name();
        boolean all = imported.children().stream().allMatch(child -> kept.store(name, child));
        if (!all || !kept.store(name, imported.image())) {
          yield new ImportedTag.Result.Failed(
              "NotFound",
              "%s was removed from this server while it was imported; import it again"
                  .formatted(imported.pullSpec()));
        }
        String image = imported.digest().toString();
        String pullSpec = host.strip(imported.pullSpec());
        boolean asWritten = stream.specTag(tag).map(SpecTag::reference).orElse(false);
        yield new ImportedTag.Result.Found(
            asWritten ? pullSpec : OwnRegistry.rehomed(pullSpec, image, stream.name()), image);
      }
    };
  }

  private static ImportedTag.Result.Failed failed(ApiStatus status) {
    return new ImportedTag.Result.Failed(status.reason(), status.message());
  }
}
