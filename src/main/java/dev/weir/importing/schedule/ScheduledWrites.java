package dev.weir.importing.schedule;

import dev.weir.access.User;
import dev.weir.controller.EventRecorder;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.Looked;
import dev.weir.importing.StreamImports;
import dev.weir.importing.StreamImports.Applied;
import dev.weir.importing.schedule.Look.End;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.pace.SaidFailures;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what looks found into their streams, in the turn of each stream and as it is then. Looks
 * at tags of one stream that end together are one write. A failure is told when it is new.
 */
final class ScheduledWrites {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduledWrites.class);
  private static final int ATTEMPTS = 10;

  /** Another image may be wanted now, be it of another platform. */
  private static final End CHANGED =
      new End.Deferred("it was changed while it was looked at", Duration.ofSeconds(1));

  private final StreamStore streams;
  private final StreamImports imports;
  private final EventRecorder events;
  private final SaidFailures said;
  private final PendingWrites pending = new PendingWrites();

  ScheduledWrites(
      StreamStore streams, StreamImports imports, EventRecorder events, SaidFailures said) {
    this.streams = streams;
    this.imports = imports;
    this.events = events;
    this.said = said;
  }

  /** Brings what a look found into the stream. */
  End store(Watched tag, SpecTag wanted, Looked looked) {
    if (Thread.currentThread().isInterrupted()) {
      return ScheduledImport.STOPS;
    }
    PendingWrite write = new PendingWrite(tag, wanted, looked);
    pending.add(write);
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<End> end = streams.inTurn(tag.stream.name(), () -> storedInTurn(write));
        if (end.isPresent()) {
          return end.get();
        }
      }
    } finally {
      pending.remove(write);
    }
    return new End.Deferred("its stream is written all the time", ScheduledImport.PAUSE);
  }

  /**
   * Others may have written it with theirs, as it writes what else lies ready.
   *
   * @return empty if somebody wrote the stream meanwhile, or if it is to be written alone
   */
  private Optional<End> storedInTurn(PendingWrite write) {
    if (write.end == null) {
      List<PendingWrite> all = pending.take(write);
      try {
        write(write.tag.stream.name(), all);
      } catch (RuntimeException e) {
        if (all.size() == 1) {
          throw e;
        }
        LOG.debug("{} tags of {} are written one by one", all.size(), write.tag.stream, e);
        all.forEach(one -> one.alone = true);
      }
    }
    return Optional.ofNullable(write.end);
  }

  private void write(StreamName name, List<PendingWrite> all) {
    StoredStream now = streams.glance(name);
    List<PendingWrite> still = new ArrayList<>();
    for (PendingWrite write : all) {
      Optional<SpecTag> wanted = ScheduledImport.wanted(now, write.tag);
      if (wanted.isEmpty()) {
        write.end = new End.Left();
      } else if (wanted.get().equals(write.wanted)) {
        write.end = said(now, write).orElse(null);
      } else {
        write.end = CHANGED;
      }
      if (write.end == null) {
        still.add(write);
      }
    }
    if (still.isEmpty()) {
      return;
    }
    Findings findings = PendingWrite.findings(still);
    try {
      imports
          .apply(User.system("imports"), now, findings)
          .ifPresent(
              applied -> still.forEach(write -> write.end = end(write, now.stream(), applied)));
    } catch (StatusException e) {
      if (still.size() > 1) {
        throw e;
      }
      PendingWrite only = still.getFirst();
      only.end = refused(only.tag, findings, e).orElse(null);
    }
  }

  /** It fails as the tag says already. */
  private Optional<End> said(StoredStream now, PendingWrite write) {
    return write.looked.found() instanceof ImportOutcome.Failed(ImportFailure why, String _)
            && failure(now.stream(), write.tag)
                .filter(had -> said.isEnough(had, why.status()))
                .isPresent()
        ? Optional.of(new End.Seen(Outcome.FAILED, why.status().message(), why.mayPass()))
        : Optional.empty();
  }

  private End end(PendingWrite write, ImageStream before, Applied applied) {
    Watched tag = write.tag;
    return switch (write.looked.found()) {
      case ImportOutcome.Failed(ImportFailure why, String _) -> {
        String message = why.status().message();
        if (!failure(applied.stream(), tag).equals(failure(before, tag))) {
          tell(
              applied.stream(),
              "ImportFailed",
              "tag " + tag.tag + " was not imported from " + tag.from + ": " + message);
        }
        yield new End.Seen(Outcome.FAILED, message, why.mayPass());
      }
      case ImportOutcome.Imported _ -> {
        boolean moved = !image(applied.stream(), tag).equals(image(before, tag));
        yield new End.Seen(moved ? Outcome.MOVED : Outcome.UNCHANGED, "", false);
      }
    };
  }

  private static Optional<TagCondition> failure(ImageStream stream, Watched tag) {
    return ScheduledTag.failure(stream.history(tag.tag));
  }

  private static String image(ImageStream stream, Watched tag) {
    return stream.newest(tag.tag).map(TagEvent::image).orElse("");
  }

  /** A limit or a rule is in the way, which the tag says. */
  private Optional<End> refused(Watched tag, Findings findings, StatusException cause) {
    StoredStream now = streams.glance(tag.stream.name());
    if (ScheduledImport.wanted(now, tag).isEmpty()) {
      return Optional.of(new End.Left());
    }
    return imports
        .refuse(now, findings.job(), cause.status())
        .map(
            applied -> {
              String message = cause.status().message();
              if (applied.revision() != now.revision()) {
                tell(
                    now.stream(), "ImportNotStored", "what was imported is not stored: " + message);
              }
              return new End.Seen(Outcome.FAILED, message, false);
            });
  }

  private void tell(ImageStream stream, String reason, String message) {
    LOG.warn("stream={} {}: {}", stream.name(), reason, message);
    events.warn(Kinds.IMAGE_STREAM, stream.metadata(), reason, message);
  }
}
