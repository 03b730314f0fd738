package dev.weir.importing.background;

import dev.weir.access.User;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportJob;
import dev.weir.importing.StreamImports;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.ImportPlaces;
import dev.weir.importing.bounds.Patience;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Caller;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports what users point streams at: on every change of a stream, its repository if that was
 * never looked at, and those tags whose generation is newer than what was last seen of them
 * (image-api.md 5.9). A failure is told three times: as a condition, as an Event and in the log. It
 * is repeated when somebody touches its source, and by itself, ever more rarely, while it is one
 * that may pass.
 */
public final class BackgroundImport implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundImport.class);

  /** Begins the key of a stream whose failures are to be repeated; no namespace has such a name. */
  private static final String AGAIN = "again:";

  /** Workers that the queue should have: more than there are places. */
  public static final int WORKERS = 40;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ImportPlaces places = new ImportPlaces(WORKERS);
  private final StreamStore streams;
  private final StreamImports imports;
  private final EventRecorder events;
  private final WorkQueue queue;
  private final RepeatedImports repeated = new RepeatedImports();

  public BackgroundImport(
      StreamStore streams, StreamImports imports, EventRecorder events, WorkQueue queue) {
    this.streams = streams;
    this.imports = imports;
    this.events = events;
    this.queue = queue;
  }

  @Override
  public void reconcile(String key) {
    boolean again = key.startsWith(AGAIN);
    StreamName name = StreamName.parse(again ? key.substring(AGAIN.length()) : key);
    // when its turn comes, what a writer has just stored is known and need not be parsed
    StoredStream before = streams.inTurn(name, () -> streams.glance(name));
    if (!before.exists()) {
      repeated.forget(name);
      return;
    }
    ImportDue due = again ? repeated.due(name, before.stream()) : ImportDue.of(before.stream());
    if (!due.isEmpty()) {
      run(key, name, before, ImportJob.of(before.stream(), due));
    }
  }

  /** Those of one namespace cannot make all others wait. */
  private void run(String key, StreamName name, StoredStream before, ImportJob job) {
    Optional<ImportPlaces.Place> place = places.take(User.named(name.namespace()));
    if (place.isEmpty()) {
      queue.addLater(key, PAUSE);
      return;
    }
    if (key.startsWith(AGAIN)) {
      repeated.started(name);
    }
    try (ImportPlaces.Place _ = place.get();
        ImportMemory.Part memory = imports.memory(User.named("namespace " + name.namespace()))) {
      keep(key, before, imported(before, job, memory));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What became of the stream, and what is told of it. */
  private record Kept(Optional<StreamImports.Applied> applied, List<BackgroundOutcome> outcomes) {}

  private Kept imported(StoredStream before, ImportJob job, ImportMemory.Part memory)
      throws InterruptedException {
    String namespace = before.stream().name().namespace();
    try {
      Findings findings =
          imports.look(
              before.stream(),
              job,
              source -> source.namespace().equals(namespace),
              Patience.of(Caller.BACKGROUND, Optional.empty()),
              memory);
      return new Kept(
          imports.apply(User.system("imports"), before, findings), BackgroundOutcome.of(findings));
    } catch (StatusException e) {
      return new Kept(
          refuse(before, job, e.status()), List.of(new BackgroundOutcome.NotStored(e.status())));
    }
  }

  private void keep(String key, StoredStream before, Kept kept) {
    if (kept.applied().isEmpty()) {
      queue.add(key); // the stream was written meanwhile; look again at what is due
      return;
    }
    StreamName name = before.stream().name();
    kept.outcomes().forEach(outcome -> tell(before.stream(), outcome));
    repeated.after(name, kept.outcomes()).ifPresent(pause -> queue.addLater(AGAIN + name, pause));
  }

  /** A stream that is gone, or another of its name, is not told of it. */
  private Optional<StreamImports.Applied> refuse(
      StoredStream before, ImportJob job, ApiStatus status) {
    StoredStream now = streams.newest(before.stream().name());
    return now.isSameAs(before)
        ? imports.refuse(now, job, status)
        : Optional.of(new StreamImports.Applied(before.stream(), before.revision()));
  }

  private void tell(ImageStream stream, BackgroundOutcome outcome) {
    outcome
        .notice()
        .ifPresent(
            notice -> {
              LOG.warn("stream={} {}: {}", stream.name(), notice.reason(), notice.message());
              events.warn(Kinds.IMAGE_STREAM, stream.metadata(), notice.reason(), notice.message());
            });
  }
}
