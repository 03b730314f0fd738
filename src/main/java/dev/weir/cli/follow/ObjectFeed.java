package dev.weir.cli.follow;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.Resources.Listing;
import dev.weir.client.UnansweredException;
import dev.weir.failure.Reason;
import dev.weir.resource.ApiObject;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Tells of one object whenever it changes: by one watch, taken up where it was when the server ends
 * it, and after a new look when the past is forgotten or the connection broke.
 */
final class ObjectFeed implements Runnable {
  /** How long a watch is asked to last, so that what is silent for longer is gone. */
  static final Duration WATCH = Duration.ofMinutes(4);

  private static final Duration SILENCE = Duration.ofMinutes(5);

  /** A watch that lasts so long works. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final int GONE = 410;
  private static final int UNAVAILABLE = 503;

  /** What will not be otherwise when it is asked again: a bad request, no login, no right. */
  private static final Set<Integer> FINAL = Set.of(400, 401, 403, 405, 406, 422);

  private final Resources resources;
  private final Followed followed;
  private final Consumer<News> news;
  private final DoubleSupplier chance;

  private String version;
  private boolean lived;
  private int failures;
  private String told = "";

  /**
   * Made, and not running yet.
   *
   * @param version from which on changes are news
   * @param chance for {@link Backoff}
   */
  ObjectFeed(
      Resources resources,
      Followed followed,
      String version,
      Consumer<News> news,
      DoubleSupplier chance) {
    this.resources = resources;
    this.followed = followed;
    this.version = version;
    this.news = news;
    this.chance = chance;
  }

  /** Until the thread is interrupted, or the server will not answer any more. */
  @Override
  public void run() {
    boolean goesOn = true;
    while (goesOn && !Thread.currentThread().isInterrupted()) {
      goesOn = follow();
    }
  }

  /** True if it is worth going on. */
  private boolean follow() {
    try {
      if (version.isEmpty()) {
        look();
      }
      watch();
      return true;
    } catch (StatusException e) {
      int code = e.status().code();
      version = "";
      if (FINAL.contains(code)) {
        news.accept(new News.Over(e));
        return false;
      }
      return (code == GONE && lived) || pause(e.status().message());
    } catch (UnansweredException e) {
      version = "";
      return pause(Reason.of(e));
    } catch (InterruptedException _) {
      return false;
    } catch (RuntimeException e) {
      news.accept(new News.Over(e));
      return false;
    }
  }

  private void look() {
    Listing listing =
        resources.list(followed.object().kind(), followed.namespace(), followed.query());
    List<ApiObject> found = listing.items();
    news.accept(found.isEmpty() ? new News.Gone() : new News.Seen(found.getFirst().tree()));
    version = listing.resourceVersion();
  }

  /** Until the server ends it, or something breaks. */
  private void watch() throws InterruptedException {
    lived = false;
    try (ObjectWatch watch =
        resources.watch(
            followed.object().kind(), followed.namespace(), followed.query(), version)) {
      while (true) {
        List<ObjectEvent> events;
        try {
          events = watch.next(lived ? SILENCE : SHORT);
        } catch (StatusException e) {
          if (e.status().code() == UNAVAILABLE && lived) {
            return;
          }
          throw e;
        }
        if (events.isEmpty() && lived) {
          throw new UnansweredException(
              "nothing was heard for " + SILENCE.toMinutes() + " minutes");
        }
        mended();
        events.forEach(this::tell);
        version = watch.progress() > 0 ? Long.toString(watch.progress()) : version;
      }
    }
  }

  private void tell(ObjectEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> news.accept(new News.Seen(event.object().tree()));
      case DELETED -> news.accept(new News.Gone());
      case BOOKMARK -> {}
    }
  }

  private void mended() {
    lived = true;
    failures = 0;
    if (!told.isEmpty()) {
      told = "";
      news.accept(new News.Mended());
    }
  }

  /** The same reason is told once. */
  private boolean pause(String why) {
    failures++;
    Duration pause = Backoff.OF_WATCHES.after(failures, chance.getAsDouble());
    if (!told.equals(why)) {
      told = why;
      news.accept(new News.Broken(why, pause));
    }
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
