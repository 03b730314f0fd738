package dev.weir.importing.schedule;

import dev.weir.access.User;
import dev.weir.controller.EventRecorder;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportJob;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.KnownDigests;
import dev.weir.importing.Looked;
import dev.weir.importing.StreamImports;
import dev.weir.importing.Wanted;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.lists.ListChoice;
import dev.weir.importing.schedule.Look.End;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.pace.SaidFailures;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.remote.budget.Caller;
import dev.weir.resource.Recent;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Imports a scheduled tag that moved, into the stream as it is then: whatever somebody did to it
 * meanwhile stands. A failure is told once, as a condition, as an Event and in the log.
 */
final class ScheduledImport {
  static final Duration PAUSE = Duration.ofSeconds(5);
  static final End STOPS = new End.Deferred("the server stops", PAUSE);
  private static final int REMEMBERED = 4096;

  /** The tag may have moved between the digest and the manifest, but not so each time. */
  private static final int SURE = 2;

  private final StreamImports imports;
  private final KnownDigests known;
  private final ScheduledWrites writes;

  /** How often a tag's manifest of Docker's first schema came, of which no look makes an image. */
  private final Recent<Refused, Integer> firstSchemas = new Recent<>(REMEMBERED);

  /** A manifest that is no image. */
  private record Refused(StreamId stream, String tag, Digest digest) {
    static Refused of(Watched tag, Digest digest) {
      return new Refused(tag.stream, tag.tag, digest);
    }
  }

  ScheduledImport(
      StreamStore streams,
      StreamImports imports,
      KnownDigests known,
      EventRecorder events,
      SaidFailures said) {
    this.imports = imports;
    this.known = known;
    this.writes = new ScheduledWrites(streams, imports, events, said);
  }

  /**
   * The spec tag of a scheduled tag; empty if the stream is another one by now, does not want the
   * tag any more, or has changed it, so that it is imported at once anyhow.
   */
  static Optional<SpecTag> wanted(StoredStream stored, Watched tag) {
    if (!stored.exists() || !StreamId.of(stored.stream()).equals(tag.stream)) {
      return Optional.empty();
    }
    ImageStream stream = stored.stream();
    return stream
        .specTag(tag.tag)
        .filter(spec -> !ImportDue.isDue(stream, spec))
        .filter(spec -> ScheduledTag.of(stream, spec).filter(tag::is).isPresent());
  }

  /**
   * Does without fetching what can be done so.
   *
   * @param digest that the registry has under the tag
   * @return empty if it must be fetched
   */
  Optional<End> known(Watched tag, StoredStream before, SpecTag wanted, Digest digest) {
    Optional<TagCondition> said = ScheduledTag.failure(before.stream().history(tag.tag));
    if (said.isPresent() && firstSchemas.find(Refused.of(tag, digest)).orElse(0) >= SURE) {
      return Optional.of(new End.Seen(Outcome.FAILED, said.get().message(), false).lasting());
    }
    Wanted job = job(before, wanted).images().getFirst();
    try (ImportMemory.Part memory = memory(tag)) {
      return switch (known.find(before.stream(), job, digest, memory)) {
        case KnownDigests.Known.Same _ ->
            Optional.of(new End.Seen(Outcome.UNCHANGED, "", false).lasting());
        case KnownDigests.Known.Found(ImportOutcome found) ->
            Optional.of(
                lasting(before, tag, kept(tag, wanted, new Looked(job, found)), found, digest));
        case KnownDigests.Known.Unknown _ -> Optional.empty();
      };
    }
  }

  /**
   * Fetches the image and stores it.
   *
   * @param digest that the registry has under the tag, if it says
   */
  End fetch(Watched tag, StoredStream before, SpecTag wanted, Optional<Digest> digest) {
    StreamName name = tag.stream.name();
    try (ImportMemory.Part memory = memory(tag)) {
      Findings findings =
          imports.look(
              before.stream(),
              job(before, wanted),
              source -> source.namespace().equals(name.namespace()),
              Patience.of(Caller.BACKGROUND, Optional.empty()),
              memory);
      Looked looked = findings.images().getFirst();
      digest
          .filter(_ -> isFirstSchema(looked.found()))
          .ifPresent(had -> firstSchemas.keep(Refused.of(tag, had), 1, Integer::sum));
      End end = kept(tag, wanted, looked);
      return digest.map(had -> lasting(before, tag, end, looked.found(), had)).orElse(end);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return STOPS;
    }
  }

  private static ImportJob job(StoredStream before, SpecTag wanted) {
    return ImportJob.of(before.stream(), new ImportDue(List.of(wanted), false));
  }

  private ImportMemory.Part memory(Watched tag) {
    return imports.memory(User.named("namespace " + tag.stream.name().namespace()));
  }

  private End kept(Watched tag, SpecTag wanted, Looked looked) {
    return looked.found() instanceof ImportOutcome.Failed(ImportFailure why, String _)
            && isNotOfTheTag(why)
        ? new End.Deferred(why.status().message(), pause(why))
        : writes.store(tag, wanted, looked);
  }

  /** Keeps that it could not be had. */
  End keep(Watched tag, StoredStream before, SpecTag wanted, ImportFailure why) {
    Wanted job = job(before, wanted).images().getFirst();
    return writes.store(tag, wanted, new Looked(job, new ImportOutcome.Failed(why, tag.reference)));
  }

  /**
   * The registry may have told one digest and given another, of which nothing follows. Of a tag
   * whose images wait it is noted how long each was there.
   */
  private static End lasting(
      StoredStream before, Watched tag, End end, ImportOutcome found, Digest told) {
    boolean lasts =
        end instanceof End.Seen seen
            && !before.stream().minimumAge(tag.tag).isSet()
            && switch (found) {
              case ImportOutcome.Imported image ->
                  !seen.isFailed()
                      && image.choice().map(ListChoice::list).orElse(image.digest()).equals(told);
              case ImportOutcome.Failed(ImportFailure.Unusable why, String _) ->
                  why.manifest().filter(told::equals).isPresent();
              case ImportOutcome.Failed _ -> false;
            };
    return lasts && end instanceof End.Seen seen ? seen.lasting() : end;
  }

  private static boolean isFirstSchema(ImportOutcome outcome) {
    return outcome instanceof ImportOutcome.Failed(ImportFailure.Refused why, String _)
        && why.kind() == RemoteException.Kind.FIRST_SCHEMA;
  }

  private static boolean isNotOfTheTag(ImportFailure why) {
    return switch (why) {
      case ImportFailure.Refused refused -> Look.isBusy(refused.kind());
      case ImportFailure.NoRoom noRoom -> noRoom.mayPass();
      default -> false;
    };
  }

  private static Duration pause(ImportFailure why) {
    return why instanceof ImportFailure.Refused refused
        ? refused.retryAfter().orElse(PAUSE)
        : PAUSE;
  }
}
