package dev.weir.pullthrough.stream;

import dev.weir.controller.EventRecorder;
import dev.weir.failure.Reason;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamSources;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at a tag that its image could not be had when it was last pulled, and, when that begins, in
 * an Event of its stream; takes it back when it could. Works behind the pulls, one stream after
 * another; of what comes faster than it can be written only the last counts.
 */
public final class PullConditions implements PullReports, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PullConditions.class);

  /** Digests that wait to be told of; what is more is told with the next pull. */
  private static final int MOST = 10_000;

  private static final String EVENT = "PullThroughFailed";

  /** How a condition names the part that did not come. */
  private static final Pattern SUBJECT = Pattern.compile("^(\\S+:\\S+) did not come: ");

  private final Streams streams;
  private final StreamSources sources;
  private final EventRecorder events;
  private final Map<Pull, Optional<PullThroughException>> waiting = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pull-conditions").factory());

  public PullConditions(Streams streams, StreamSources sources, EventRecorder events) {
    this.streams = streams;
    this.sources = sources;
    this.events = events;
  }

  private record Pull(StreamName stream, Digest digest) {}

  @Override
  public void came(StreamName stream, Digest digest) {
    tell(new Pull(stream, digest), Optional.empty());
  }

  @Override
  public void failed(StreamName stream, Digest digest, PullThroughException why) {
    tell(new Pull(stream, digest), Optional.of(why));
  }

  private void tell(Pull pull, Optional<PullThroughException> outcome) {
    if (waiting.size() < MOST && waiting.put(pull, outcome) == null && !worker.isShutdown()) {
      worker.execute(() -> write(pull));
    }
  }

  private void write(Pull pull) {
    Optional<PullThroughException> outcome = waiting.remove(pull);
    try {
      if (outcome != null) {
        write(pull, outcome);
      }
    } catch (StatusException e) {
      LOG.debug("stream={} what became of a pull is not told: {}", pull.stream(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("stream={} what became of a pull is not told: {}", pull.stream(), Reason.of(e));
      LOG.debug("what became of a pull is not told", e);
    }
  }

  private void write(Pull pull, Optional<PullThroughException> outcome) {
    ImageStream now = streams.store().newest(pull.stream()).stream();
    boolean told = now.tags().values().stream().anyMatch(TagHistory::tellsOfAPull);
    if (outcome.isEmpty() && !told) {
      return;
    }
    List<String> tags = sources.tagsShowing(pull.stream(), pull.digest());
    StreamWriter.Edited edited =
        streams
            .writer()
            .edit(
                pull.stream(),
                before -> after(before, pull, tags, outcome),
                _ -> Origin.UNKNOWN,
                false);
    if (outcome.isPresent() && edited.revision() != edited.before().revision()) {
      String message = String.valueOf(outcome.get().getMessage());
      LOG.warn("stream={} {}: {}", pull.stream(), EVENT, message);
      events.warn(Kinds.IMAGE_STREAM, edited.after().metadata(), EVENT, message);
    }
  }

  private ImageStream after(
      StoredStream before, Pull pull, List<String> tags, Optional<PullThroughException> outcome) {
    if (!before.exists()) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM, before.stream().name().name()).exception();
    }
    ImageStream next = before.stream();
    for (String tag : tags) {
      TagHistory history = next.history(tag);
      Optional<TagEvent> newest = history.newest();
      boolean others =
          outcome.isEmpty()
              && history.pullFailure().filter(told -> isOfAnother(told, pull, tag)).isPresent();
      if (newest.isPresent() && !others) {
        Optional<TagCondition> condition =
            outcome.map(why -> condition(history, pull, why, newest.get().generation()));
        next = next.withTag(tag, history.afterPull(condition));
      }
    }
    return next;
  }

  /** What came says nothing of another part of the tag's image that did not. */
  private boolean isOfAnother(TagCondition told, Pull pull, String tag) {
    Matcher subject = SUBJECT.matcher(told.message());
    Optional<Digest> other = subject.find() ? Digest.tryParse(subject.group(1)) : Optional.empty();
    return other
        .filter(digest -> !digest.equals(pull.digest()))
        .filter(digest -> sources.tagsShowing(pull.stream(), digest).contains(tag))
        .isPresent();
  }

  /** The one that is there if it tells of the same: details change from pull to pull. */
  private TagCondition condition(
      TagHistory history, Pull pull, PullThroughException why, long generation) {
    String reason = why.kind().reason();
    return history
        .pullFailure()
        .filter(told -> told.reason().equals(reason))
        .orElseGet(
            () -> {
              Instant now = streams.context().now();
              String message = "%s did not come: %s".formatted(pull.digest(), why.getMessage());
              return TagCondition.pullFailed(now, reason, message, generation);
            });
  }

  /** What waits to be told is told with the next pull. */
  @Override
  public void close() {
    worker.shutdownNow();
    worker.close();
  }
}
