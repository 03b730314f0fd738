package dev.weir.console;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.reference.StreamName;
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
    for (ObjectWatch watch : watches) {
      threads.add(Thread.startVirtualThread(() -> read(watch)));
    }
  }

  private void begin(Visit visit, List<ResourceKind> kinds, Resources.Query query, String since) {
    Optional<StatusException> denied = Optional.empty();
    for (ResourceKind kind : kinds) {
      try {
        watches.add(visit.objects().watch(kind, visit.query("in"), query, since));
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

  /** Where the page shows what follows a stream: it says as of when. */
  private void listen(Visit visit, FollowedTags followed) {
    String shown = visit.query("followed");
    if (shown.isEmpty()) {
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
    boolean _ = changed.offer(known);
    over = true;
  }

  private void read(ObjectWatch watch) {
    try {
      while (!over) {
        List<ObjectEvent> events = watch.next(Duration.ofMinutes(1));
        if (events.stream().anyMatch(event -> event.type() != ObjectEvent.Type.BOOKMARK)) {
          progress = watch.progress();
          boolean _ = changed.offer(progress);
        }
      }
    } catch (StatusException | UnansweredException _) {
      over(); // forgotten, too much, or the end of the server
    } catch (RuntimeException failure) {
      LOG.error("unexpected failure of what an open page follows", failure);
      over();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a change; its revision, or 0 if there was none in that time. */
  long next(Duration patience) throws InterruptedException {
    Long found = changed.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    return found == null ? 0 : found;
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
