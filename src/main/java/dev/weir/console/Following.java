package dev.weir.console;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.trigger.TagFollowers.Listening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an open page is told of: changes of a few kinds in a project, and of what follows the tags
 * of a stream, as one.
 */
final class Following implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final int FORBIDDEN = 403;
  private static final int FORGOTTEN = 410;

  private final List<ObjectWatch> watches = new ArrayList<>();
  private final List<ResourceKind> watched = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Listening> listenings = new ArrayList<>();

  /** One change that was not told yet is enough: the page gets all of them. */
  private final BlockingQueue<Long> changed = new ArrayBlockingQueue<>(1);

  private final long known;

  /** What is stored, as far as the watches came. */
  private volatile long progress;

  private volatile boolean over;

  /**
   * Begins.
   *
   * @throws StatusException if the reader may see changes of none of the kinds
   */
  Following(Visit visit, List<ResourceKind> kinds, FollowedTags followed) {
    String name = visit.query("name");
    Resources.Query query =
        name.isEmpty() ? Resources.Query.ALL : new Resources.Query("", "metadata.name=" + name);
    String since =
        visit
            .exchange()
            .header("Last-Event-ID")
            .filter(id -> id.matches("[0-9]{1,19}"))
            .orElse(visit.query("since"));
    this.known = visit.revision();
    this.progress = known;
    try {
      begin(visit, kinds, query, since);
      listen(visit, followed);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
    for (ObjectWatch watch : isOne() ? List.<ObjectWatch>of() : watches) {
      threads.add(Thread.startVirtualThread(() -> read(watch)));
    }
  }

  private void begin(Visit visit, List<ResourceKind> kinds, Resources.Query query, String since) {
    Optional<StatusException> denied = Optional.empty();
    for (ResourceKind kind : kinds) {
      try {
        watches.add(visit.objects().watch(kind, visit.query("in"), query, since));
        watched.add(kind);
      } catch (StatusException refused) {
        switch (refused.status().code()) {
          case FORBIDDEN -> denied = Optional.of(refused);
          case FORGOTTEN -> over();
          default -> throw refused;
        }
      }
    }
    if (watches.isEmpty() && !over && denied.isPresent()) {
      throw denied.get();
    }
  }

  /**
   * Where the page shows what follows a stream: it says as of when. Who may not see the project's
   * streams is not told whether something follows one.
   */
  private void listen(Visit visit, FollowedTags followed) {
    String shown = visit.query("followed");
    if (shown.isEmpty() || !kinds().contains(Kinds.IMAGE_STREAM)) {
      return;
    }
    StreamName stream = new StreamName(visit.query("in"), visit.query("name"));
    listenings.add(followed.listen(visit.viewer().user(), stream, () -> changed.offer(progress)));
    if (!followed.version(stream).equals(shown)) {
      boolean _ = changed.offer(known);
    }
  }

  /**
   * Nothing more is told: what has changed by then is seen by getting the page anew, which then
   * knows at least what was stored when this began.
   */
  private void over() {
    if (!over) {
      boolean _ = changed.offer(known);
    }
    over = true;
  }

  /** A watch that is all needs no thread of its own: the page's waits in it. */
  private boolean isOne() {
    return watches.size() == 1 && listenings.isEmpty();
  }

  private void read(ObjectWatch watch) {
    try {
      while (!over) {
        long found = next(watch, Duration.ofMinutes(1));
        if (found > 0) {
          progress = found;
          boolean _ = changed.offer(found);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private long next(ObjectWatch watch, Duration patience) throws InterruptedException {
    try {
      List<ObjectEvent> events = watch.next(patience);
      boolean any = events.stream().anyMatch(event -> event.type() != ObjectEvent.Type.BOOKMARK);
      return any ? watch.progress() : 0;
    } catch (StatusException | UnansweredException _) {
      over(); // forgotten, too much, or the end of the server
    } catch (RuntimeException failure) {
      LOG.error("unexpected failure of what an open page follows", failure);
      over();
    }
    return 0;
  }

  /** Waits for a change; its revision, or 0 if there was none in that time. */
  long next(Duration patience) throws InterruptedException {
    boolean waits = isOne() && !over;
    long found = waits ? next(watches.getFirst(), patience) : 0;
    if (found > 0) {
      return found;
    }
    Long told = changed.poll(waits ? 0 : patience.toMillis(), TimeUnit.MILLISECONDS);
    return told == null ? 0 : told;
  }

  /** What it follows: of what was asked for, what its reader may see. */
  List<ResourceKind> kinds() {
    return List.copyOf(watched);
  }

  /** How many watches it has. */
  int watches() {
    return watches.size();
  }

  boolean isOver() {
    return over && changed.isEmpty();
  }

  /** Ends it from another thread. */
  void end() {
    over = true;
    watches.forEach(ObjectWatch::close);
    listenings.forEach(Listening::close);
    boolean _ = changed.offer(0L);
  }

  @Override
  public void close() {
    end();
    threads.forEach(Thread::interrupt);
  }
}
