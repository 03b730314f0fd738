package dev.weir.pruning;

import dev.weir.client.Resources;
import dev.weir.prune.PruneRules;
import dev.weir.prune.PruneTimes;
import dev.weir.prune.Pruning;
import dev.weir.prune.References;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shortens histories when it is time, by the same rules as the command. What then is in no history
 * any more is left to collection, which knows what is being pushed at the moment.
 */
public final class ScheduledPruning implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduledPruning.class);

  /** A clock that was set is noticed after this. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private static final Duration LEAST_SLEEP = Duration.ofMillis(50);
  private static final int SHOWN = 5;

  private static final RegistryDeletes NO_REGISTRY = Deletes.NONE;

  private final PruneTimes times;
  private final PruneRules rules;
  private final Resources objects;
  private final Supplier<List<Workload>> elsewhere;
  private final Failures failures;
  private final InstantSource clock;
  private Instant next;

  /** Hears what did not work. */
  public interface Failures {
    /**
     * Something failed.
     *
     * @param stream that it is about; empty if nothing was pruned at all
     */
    void failed(Optional<StreamHistory> stream, String message);
  }

  /**
   * Pruning that begins when its thread does.
   *
   * @param rules what stays
   * @param objects of this server, as a user of its own
   * @param elsewhere workloads of another server that use images of this one; throws where that
   *     cannot be told, and then nothing goes
   */
  public ScheduledPruning(
      PruneTimes times,
      PruneRules rules,
      Resources objects,
      Supplier<List<Workload>> elsewhere,
      Failures failures,
      InstantSource clock) {
    this.times = times;
    this.rules = rules.ofHistoriesAlone();
    this.objects = objects;
    this.elsewhere = elsewhere;
    this.failures = failures;
    this.clock = clock;
    this.next = times.after(clock.instant());
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    LOG.info("histories are shortened by schedule, next at {}", next);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(untilNext());
        look();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Duration untilNext() {
    Duration left = Duration.between(clock.instant(), next);
    if (left.compareTo(LOOK) > 0) {
      return LOOK;
    }
    return left.compareTo(LEAST_SLEEP) < 0 ? LEAST_SLEEP : left;
  }

  /** Prunes if it is time. */
  void look() throws InterruptedException {
    Instant now = clock.instant();
    Instant following = times.after(now);
    if (!now.isBefore(next)) {
      next = following;
      prune(now);
    } else if (following.isBefore(next)) {
      next = following; // the clock was set back
    }
  }

  private void prune(Instant now) throws InterruptedException {
    try {
      PruneInput input = PruneInput.read(objects, "", LOG::warn).with(elsewhere.get());
      References used = References.of(input.workloads(), rules, now);
      if (!used.invalid().isEmpty()) {
        fail("what workloads use cannot be told: " + some(used.invalid()));
        return;
      }
      Pruning pruning = new Pruning(rules, now, input.images(), used, input.limits());
      PruneResult result =
          new PruneRun(pruning, List.of(Deletes.of(objects, NO_REGISTRY)), new ToTheLog())
              .run(input.streams());
      LOG.info("histories were shortened by schedule: {}; next at {}", result.counts(), next);
      result.failures().forEach(this::fail);
    } catch (RuntimeException e) {
      LOG.debug("pruning failed", e);
      fail(String.valueOf(e.getMessage()));
    }
  }

  private static String some(List<String> sentences) {
    int more = sentences.size() - SHOWN;
    return String.join("; ", sentences.stream().limit(SHOWN).toList())
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private void fail(PruneFailure failure) {
    LOG.warn("pruning by schedule: {}", failure);
    failures.failed(failure.stream(), failure.reason());
  }

  private void fail(String reason) {
    LOG.warn("pruning by schedule took nothing, and tries again at {}: {}", next, reason);
    failures.failed(Optional.empty(), reason);
  }

  private static final class ToTheLog implements PruneReport {
    @Override
    public void goes(String line, String why) {
      LOG.debug("{} ({})", line, why);
    }

    @Override
    public void failed(String line) {
      LOG.debug("{}", line);
    }
  }
}
