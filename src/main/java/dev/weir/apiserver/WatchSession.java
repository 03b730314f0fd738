package dev.weir.apiserver;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.http.Exchange;
import dev.weir.objects.ListOptions;
import dev.weir.resource.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One watch on its way to one client, from its first to its last frame. */
final class WatchSession {
  private static final Duration BOOKMARK_EVERY = Duration.ofMinutes(1);

  private final ObjectWatch watch;
  private final WatchFrames frames;
  private final Clock clock;
  private final BooleanSupplier stopped;
  private long told;
  private boolean initial;

  WatchSession(ObjectWatch watch, WatchFrames frames, Clock clock, BooleanSupplier stopped) {
    this.watch = watch;
    this.frames = frames;
    this.clock = clock;
    this.stopped = stopped;
  }

  /** Streams until the end, the stop of the server, or a failure of the watch. */
  void run(Exchange exchange, ListOptions options, Instant end)
      throws IOException, InterruptedException {
    exchange.status(200).setHeader("Content-Type", "application/json");
    initial = QueryOptions.flag("sendInitialEvents", exchange);
    try (OutputStream out = exchange.output()) {
      out.flush();
      try {
        stream(out, options.bookmarks(), end);
      } catch (StatusException over) {
        // 503 is the server's stop: the stream just ends, and the client comes back.
        if (over.status().code() != 503) {
          send(out, frames.error(over.status()));
        }
      }
    }
  }

  private void stream(OutputStream out, boolean bookmarks, Instant end)
      throws IOException, InterruptedException {
    Instant bookmark = clock.instant().plus(BOOKMARK_EVERY);
    Instant now = clock.instant();
    while (!stopped.getAsBoolean() && now.isBefore(end)) {
      Instant wake = bookmarks && bookmark.isBefore(end) ? bookmark : end;
      List<ObjectEvent> events = watch.next(Duration.between(now, wake));
      send(out, batch(events, bookmarks));
      now = clock.instant();
      if (bookmarks && !now.isBefore(bookmark)) {
        bookmark = now.plus(BOOKMARK_EVERY);
        send(out, progress());
      }
    }
  }

  private byte[] batch(List<ObjectEvent> events, boolean bookmarks) {
    ByteArrayOutputStream batch = new ByteArrayOutputStream(512);
    for (ObjectEvent event : events) {
      if (event.type() != ObjectEvent.Type.BOOKMARK) {
        batch.writeBytes(frames.event(event));
      } else {
        if (bookmarks) {
          told = event.object().revision();
          batch.writeBytes(frames.bookmark(told, initial));
        }
        initial = false;
      }
    }
    return batch.toByteArray();
  }

  private byte[] progress() {
    if (watch.progress() <= told) {
      return new byte[0];
    }
    told = watch.progress();
    return frames.bookmark(told, false);
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      out.write(bytes);
      out.flush();
    }
  }
}
