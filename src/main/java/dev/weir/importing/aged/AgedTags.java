package dev.weir.importing.aged;

import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.failure.Reason;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.Waiting;
import dev.weir.importing.age.WaitingTags;
import dev.weir.lock.Attempts;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets tags take what is old enough for them by now, without asking anybody. To be told of streams
 * as an {@link Informer.Handler}, and to be run by a thread. Safe for threads.
 */
public final class AgedTags implements Informer.Handler, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AgedTags.class);
  private static final BytePattern AGED = BytePattern.of("\"" + MinimumAge.ANNOTATION + "\"");
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int ATTEMPTS = 3;
  private static final User IMPORTS = User.system("imports");

  private final StreamStore streams;
  private final StoredImages images;
  private final StreamImports imports;
  private final Waiting waiting;
  private final EventRecorder events;

  /**
   * Over the streams of a server.
   *
   * @param events take what is in the way
   */
  public AgedTags(
      StreamStore streams, StoredImages images, StreamImports imports, EventRecorder events) {
    this.streams = streams;
    this.images = images;
    this.imports = imports;
    this.waiting = imports.gate().waiting();
    this.events = events;
  }

  /** What was seen before this start is due as well, and what nobody wants any more goes. */
  @Override
  public void replaced(Iterable<ApiObject> all) {
    imports.gate().seen().streams().forEach(waiting::touch);
  }

  @Override
  public void changed(ObjectEvent event) {
    if (event.type() == ObjectEvent.Type.BOOKMARK) {
      return;
    }
    var metadata = event.object().metadata();
    StreamName name =
        new StreamName(metadata.path("namespace").asString(""), metadata.path("name").asString(""));
    if (waiting.has(name) || AGED.indexIn(event.object().json(), 0) >= 0) {
      waiting.touch(name);
    }
  }

  /** Decides what is due, until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        waiting.await();
        settleDue();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("tags that wait for images met a fault and go on: {}", Reason.of(e));
        LOG.debug("tags that wait for images met a fault", e);
      }
    }
  }

  /** Decides what is due now. */
  public void settleDue() {
    for (StreamName stream : waiting.due()) {
      try {
        waiting.at(stream, streams.inTurn(stream, () -> settle(stream)));
      } catch (RuntimeException e) {
        LOG.warn("stream={} a tag cannot take what is old enough: {}", stream, Reason.of(e));
        LOG.debug("stream={} a tag cannot take what is old enough", stream, e);
        waiting.at(stream, Optional.of(again()));
      }
    }
    if (!waiting.isEmpty()) {
      imports.gate().clock().keep();
    }
  }

  private Instant again() {
    return imports.gate().clock().now().plus(AGAIN);
  }

  /** What became of what was to be done. */
  private enum Outcome {
    DONE,
    /** Somebody wrote the stream, or removed the image, since that was decided. */
    OVERTAKEN,
    REFUSED
  }

  /** When to decide anew. */
  private Optional<Instant> settle(StreamName name) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
      Optional<Instant> next = settle(name, outcomes);
      if (outcomes.contains(Outcome.REFUSED)) {
        break;
      }
      if (!outcomes.contains(Outcome.OVERTAKEN)) {
        return next;
      }
    }
    return Optional.of(again());
  }

  /** Each tag is a write of its own, so that one is in the way of no other. */
  private Optional<Instant> settle(StreamName name, Set<Outcome> outcomes) {
    StoredStream now = streams.glance(name);
    WaitingTags.Plan plan =
        imports.gate().waitingTags().plan(now.stream(), now.exists(), images::has);
    if (!plan.missing().isEmpty()) {
      say(
          now,
          "CandidateMissing",
          plan.missing().getFirst()
              + " is old enough for its tag and was removed from this server; the next look at its"
              + " registry brings it again while that has it");
    }
    for (WaitingTags.Step step : plan.steps()) {
      Outcome outcome = outcome(now, step);
      outcomes.add(outcome);
      if (outcome != Outcome.DONE || plan.steps().size() > 1) {
        now = streams.glance(name);
      }
    }
    return plan.next();
  }

  private Outcome outcome(StoredStream now, WaitingTags.Step step) {
    try {
      return imports
              .take(now, step.tag(), step.result(), Origin.importing(IMPORTS.name()), step.note())
              .isPresent()
          ? Outcome.DONE
          : Outcome.OVERTAKEN;
    } catch (StatusException e) {
      say(
          now,
          "ImportNotStored",
          "tag " + step.tag() + " cannot take what is old enough: " + e.status().message());
      return Outcome.REFUSED;
    }
  }

  private void say(StoredStream stream, String reason, String message) {
    LOG.warn("stream={} {}: {}", stream.stream().name(), reason, message);
    events.warn(Kinds.IMAGE_STREAM, stream.stream().metadata(), reason, message);
  }
}
