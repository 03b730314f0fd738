package dev.weir.storage.check;

import dev.weir.resource.Json;
import dev.weir.storage.check.result.LastCheck;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what came of the newest check, also over a start. That it began is written down too, so
 * that one that broke off says so. Safe for threads.
 */
public final class CheckLog {
  private static final Logger LOG = LoggerFactory.getLogger(CheckLog.class);
  private static final String KEY = "/gc/check";

  private final Store store;
  private final InstantSource clock;
  private @Nullable LastCheck newest;

  /** Of a store, which may know of one. */
  public CheckLog(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The newest one; empty if there never was any. */
  public synchronized Optional<LastCheck> last() {
    if (newest == null) {
      newest =
          store.get(KEY).flatMap(at -> LastCheck.read(Json.parseObject(at.value()))).orElse(null);
    }
    return Optional.ofNullable(newest);
  }

  /** One that begins now, and tells of itself what it tells others. */
  Running begins(boolean repair) {
    Running running = new Running(LastCheck.begun(clock.instant(), repair));
    keep(running.now);
    return running;
  }

  private synchronized void keep(LastCheck check) {
    newest = check;
    try {
      var _ = store.commit(Transaction.builder().put(KEY, Json.bytes(check.json())).build());
    } catch (RuntimeException e) {
      LOG.warn("what came of a check of the storage could not be kept: {}", e.getMessage());
    }
  }

  private synchronized void show(LastCheck check) {
    newest = check;
  }

  /** A check that goes on. Of one thread. */
  final class Running {
    private LastCheck now;

    private Running(LastCheck begun) {
      this.now = begun;
    }

    void found(Finding finding) {
      become(check -> check.found(finding.repaired()));
    }

    void progress(Check.Progress progress) {
      become(check -> check.at(progress.step(), progress.bytes()));
    }

    private void become(UnaryOperator<LastCheck> change) {
      now = change.apply(now);
      show(now);
    }

    void ended(Check.Summary summary) {
      now =
          now.done(
              clock.instant(),
              summary.blobs(),
              summary.bytes(),
              summary.keys(),
              summary.findings(),
              summary.repaired(),
              summary.stopped());
    }

    /** It goes on no more: what it is by now is kept. */
    void over() {
      now = now.running() ? now.broken() : now;
      keep(now);
    }
  }
}
