package dev.weir.apiserver;

import dev.weir.access.Shares;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Counts what runs, and refuses what would be too much with 429. Health pages need no slot, so that
 * they are answered at the busiest moment.
 */
final class Slots {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Bounds bounds;
  private final Shares requests;
  private final Shares watches;
  private final Map<String, Integer> watchesByUser = new ConcurrentHashMap<>();

  Slots(Bounds bounds) {
    this.bounds = bounds;
    this.requests = new Shares(bounds.requests());
    this.watches = new Shares(bounds.watches());
  }

  /** What is done in a slot. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Does a request that ends soon. The slot is for the work alone: it is free again when the answer
   * begins, since a client may take its time to read.
   *
   * @throws dev.weir.resource.StatusException 429 if too many run
   */
  void request(User user, Exchange exchange, Work work) throws IOException, InterruptedException {
    if (!requests.take(user, 1)) {
      throw tooMany(
          requests.taken() + " requests are being worked on, too many for this user or for all");
    }
    AtomicBoolean held = new AtomicBoolean(true);
    Runnable release =
        () -> {
          if (held.getAndSet(false)) {
            requests.giveBack(user, 1);
          }
        };
    exchange.beforeAnswer(release);
    try {
      work.run();
    } finally {
      release.run();
    }
  }

  /**
   * Opens a watch that counts until it is closed.
   *
   * @throws dev.weir.resource.StatusException 429 if there are too many
   */
  ObjectWatch watch(User user, Supplier<ObjectWatch> open) {
    take(user);
    try {
      return new CountedWatch(open.get(), user);
    } catch (RuntimeException refused) {
      release(user);
      throw refused;
    }
  }

  /** How many watches are open. */
  long watching() {
    return watches.taken();
  }

  private void take(User user) {
    if (!watches.take(user, 1)) {
      throw tooMany(watches.taken() + " watches are open already, too many for this user or all");
    }
    if (watchesByUser.merge(Shares.party(user), 1, Integer::sum) > bounds.watchesOfOne()) {
      release(user);
      throw tooMany(
          "user \"%s\" has %d watches open already".formatted(user.name(), bounds.watchesOfOne()));
    }
  }

  private void release(User user) {
    watches.giveBack(user, 1);
    watchesByUser.computeIfPresent(Shares.party(user), (_, count) -> count == 1 ? null : count - 1);
  }

  private static RuntimeException tooMany(String why) {
    return ApiStatus.tooManyRequests(
            "too many requests, please try again later: " + why, RETRY_AFTER_SECONDS)
        .exception();
  }

  private final class CountedWatch implements ObjectWatch {
    private final ObjectWatch watch;
    private final User user;
    private final AtomicBoolean open = new AtomicBoolean(true);

    CountedWatch(ObjectWatch watch, User user) {
      this.watch = watch;
      this.user = user;
    }

    @Override
    public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
      return watch.next(timeout);
    }

    @Override
    public long progress() {
      return watch.progress();
    }

    @Override
    public void close() {
      watch.close();
      if (open.getAndSet(false)) {
        release(user);
      }
    }
  }
}
