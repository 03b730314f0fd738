package dev.weir.apiserver;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One watch on its way to one client, from its first to its last frame. */
final class WatchSession {
  private final ObjectWatch watch;
  private final WatchFrames frames;
  private final InstantSource clock;
  private final Duration every;
  private final BooleanSupplier stopped;
  private long told;
  private boolean initial;

  /**
   * @param every how often a client that hears nothing gets a bookmark or another sign of life
   */
  WatchSession(
      ObjectWatch watch,
      WatchFrames frames,
      InstantSource clock,
      Duration every,
      BooleanSupplier stopped) {
    this.watch = watch;
    this.frames = frames;
    this.clock = clock;
    this.every = every;
    this.stopped = stopped;
  }

  /**
   * Sends frames until the end, the stop of the server, or a failure of the watch, which is told.
   *
   * @param initialEvents a first bookmark says that everything that was there has been told
   */
  void run(FrameSink out, boolean bookmarks, boolean initialEvents, Instant end)
      throws IOException, InterruptedException {
    initial = initialEvents;
    try {
      stream(out, bookmarks, end);
    } catch (RuntimeException failure) {
      // At the server's stop the stream just ends, and the client comes back.
      if (!isStop(failure)) {
        out.send(List.of(frames.error(StatusErrors.translate(failure))));
      }
    }
  }

  private boolean isStop(RuntimeException failure) {
    return stopped.getAsBoolean()
        || (failure instanceof StatusException over && over.status().code() == 503);
  }

  private void stream(FrameSink out, boolean bookmarks, Instant end)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    Instant sign = now.plus(every);
    while (!stopped.getAsBoolean() && now.isBefore(end)) {
      List<ObjectEvent> events = watch.next(Duration.between(now, sign.isBefore(end) ? sign : end));
      send(out, batch(events, bookmarks));
      now = clock.instant();
      if (!now.isBefore(sign)) {
        sign = now.plus(every);
        List<byte[]> progress = bookmarks ? progress() : List.of();
        if (progress.isEmpty()) {
          out.sign();
        } else {
          out.send(progress);
        }
      }
    }
  }

  private List<byte[]> batch(List<ObjectEvent> events, boolean bookmarks) {
    List<byte[]> batch = new ArrayList<>(events.size());
    for (ObjectEvent event : events) {
      if (event.type() != ObjectEvent.Type.BOOKMARK) {
        batch.add(frames.event(event));
      } else {
        if (bookmarks) {
          told = event.object().revision();
          batch.add(frames.bookmark(told, initial));
        }
        initial = false;
      }
    }
    return batch;
  }

  private List<byte[]> progress() {
    if (watch.progress() <= told) {
      return List.of();
    }
    told = watch.progress();
    return List.of(frames.bookmark(told, false));
  }

  private static void send(FrameSink out, List<byte[]> frames)
      throws IOException, InterruptedException {
    if (!frames.isEmpty()) {
      out.send(frames);
    }
  }
}
