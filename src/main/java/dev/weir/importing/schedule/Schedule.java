package dev.weir.importing.schedule;

import dev.weir.client.ObjectEvent;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.failure.Reason;
import dev.weir.importing.KnownDigests;
import dev.weir.importing.StreamImports;
import dev.weir.importing.schedule.Question.Ask;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.pace.CheckRate;
import dev.weir.importing.schedule.pace.SaidFailures;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.budget.Account;
import dev.weir.resource.ApiObject;
import dev.weir.resource.BytePattern;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamId;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what tags point at in other registries: each scheduled tag is looked at once in its
 * interval, and imported when it moved. To be told of streams as an {@link Informer.Handler}, and
 * to be run by a thread. Safe for threads.
 */
public final class Schedule
    implements Informer.Handler, Runnable, ScheduleView, ScheduleFigures, Hints, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
  private static final Duration UNREADABLE = Duration.ofMinutes(1);

  /** Looks that are given up end as soon as they are not in the middle of a write. */
  private static final Duration END = Duration.ofSeconds(5);

  /** Streams without it have no scheduled tag, and need not be read to know that. */
  private static final BytePattern SCHEDULED = BytePattern.of("\"scheduled\":true");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Streams streams;
  private final Registries registries;
  private final Timetable timetable;
  private final Logins logins;
  private final Lanes lanes;
  private final Views views;

  /**
   * A schedule with nothing in it.
   *
   * @param known what need not be fetched
   * @param events take failures
   */
  public Schedule(
      CheckSettings settings,
      Streams streams,
      StreamImports imports,
      KnownDigests known,
      Registries registries,
      EventRecorder events,
      Times times) {
    this.streams = streams;
    this.registries = registries;
    this.timetable = new Timetable(settings, times);
    this.logins = new Logins(streams.context().host(), registries, times);
    Look look =
        new Look(
            registries,
            streams.store(),
            new ScheduledImport(
                streams.store(), imports, known, events, new SaidFailures(times.wall())),
            streams.published().host(),
            streams.bounds().registries());
    this.lanes = new Lanes(timetable, look, new CheckRate(settings.perMinute()), times, threads);
    this.views = new Views(timetable, lanes, registries, times);
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    Set<StreamName> scheduled = new HashSet<>();
    for (ApiObject object : all) {
      if (mayBeScheduled(object)) {
        StreamName name = name(object);
        scheduled.add(name);
        update(name);
      }
    }
    timetable.retain(scheduled);
  }

  @Override
  public void changed(ObjectEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> {
        if (mayBeScheduled(event.object())) {
          update(name(event.object()));
        } else {
          remove(event.object());
        }
      }
      case DELETED -> remove(event.object());
      case BOOKMARK -> {}
    }
  }

  private static boolean mayBeScheduled(ApiObject stream) {
    return SCHEDULED.indexIn(stream.json(), 0) >= 0;
  }

  private static StreamName name(ApiObject object) {
    var metadata = object.metadata();
    return new StreamName(
        metadata.path("namespace").asString(""), metadata.path("name").asString(""));
  }

  private void remove(ApiObject stream) {
    if (!timetable.isEmpty()) {
      timetable.remove(name(stream));
    }
  }

  private void update(StreamName name) {
    StoredStream stored = streams.store().glance(name);
    if (!stored.exists()) {
      timetable.remove(name);
      return;
    }
    List<Timetable.Found> found =
        ScheduledTag.of(stored.stream()).stream()
            .map(tag -> new Timetable.Found(tag, account(name.namespace(), tag.repository())))
            .toList();
    timetable.update(StreamId.of(stored.stream()), found);
  }

  /** Without a login where those of the namespace cannot be read: it is found again when due. */
  private Account account(String namespace, ImageReference repository) {
    try {
      return logins.account(namespace, repository);
    } catch (RuntimeException e) {
      LOG.debug("the logins for {} cannot be read", namespace, e);
      return registries.account(repository, Keyring.EMPTY);
    }
  }

  /** Looks at what is due, until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        timetable.await();
        handOver();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("the schedule of imports met a fault and goes on: {}", Reason.of(e));
        LOG.debug("the schedule of imports met a fault", e);
      } catch (StackOverflowError e) {
        LOG.error("the schedule of imports met a fault and goes on", e);
      }
    }
  }

  /** Hands over what is due now, and returns at once. */
  void handOver() {
    List<Runnable> steps = new ArrayList<>();
    for (Due due : timetable.due()) {
      switch (due) {
        case Lane lane -> steps.add(() -> lanes.wake(lane));
        case Watched tag -> steps.add(queued(tag));
      }
    }
    if (!steps.isEmpty()) {
      timetable.run(
          () -> {
            steps.forEach(Runnable::run);
            lanes.start();
          });
    }
  }

  /** The logins of a namespace are in the store, which may fail. */
  private Runnable queued(Watched tag) {
    try {
      Ask ask = ask(tag);
      return () -> lanes.add(tag, ask);
    } catch (RuntimeException e) {
      LOG.warn("the logins for {} cannot be read: {}", tag.stream.name(), Reason.of(e));
      return () -> timetable.defer(tag, "the logins of its project cannot be read", UNREADABLE);
    }
  }

  private Ask ask(Watched tag) {
    ImageReference repository = tag.repository.key.reference();
    String namespace = tag.stream.name().namespace();
    Logins.Of of = logins.of(namespace);
    return new Ask(
        new Question(
            logins.account(namespace, repository),
            of.name(),
            repository,
            tag.reference,
            tag.insecure),
        of.keyring(),
        namespace);
  }

  @Override
  public List<TagCheck> checks(String namespace) {
    return views.checks(namespace);
  }

  @Override
  public long scheduled() {
    return views.scheduled();
  }

  @Override
  public long late() {
    return views.late();
  }

  @Override
  public Duration lag() {
    return views.lag();
  }

  @Override
  public long looks(Outcome outcome) {
    return timetable.counts().looks(outcome);
  }

  @Override
  public long requests() {
    return timetable.counts().requests();
  }

  /** There may be very many tags, so they are compared while nobody waits for it. */
  @Override
  public int hint(String namespace, Predicate<ImageReference> what) {
    List<Views.Asked> all = views.asked(namespace);
    List<Watched> meant =
        all.stream().filter(one -> what.test(one.spec())).map(Views.Asked::tag).toList();
    return timetable.alone(
        () -> {
          List<Watched> there = meant.stream().filter(tag -> !tag.gone).toList();
          there.forEach(
              tag -> {
                timetable.hint(tag);
                lanes.hurry(tag);
              });
          return there.size();
        });
  }

  /** Gives up what it is looking at, of which nothing is stored after this. */
  @Override
  public void close() {
    timetable.run(lanes::stop);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("some looks at scheduled tags do not end; the server stops without them");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
