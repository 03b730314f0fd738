package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.http.Exchange;
import dev.weir.http.WebSocket;
import dev.weir.objects.ListOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams changes, one JSON frame an event, flushed batch by batch. The request's own virtual
 * thread waits in the watch; an idle watcher holds no buffer.
 */
final class WatchStream {
  private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
  private static final int SHORTEST_SECONDS = 30 * 60;

  private final Answers answers;
  private final InstantSource clock;
  private final Slots slots;
  private final Duration sign;
  private final WatchFrames.Shared frames = new WatchFrames.Shared();
  private final Set<ObjectWatch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param clock tells how long a watch lasts; it should never go back
   * @param sign how often a quiet watch shows that it lives
   */
  WatchStream(Answers answers, InstantSource clock, Slots slots, Duration sign) {
    this.answers = answers;
    this.clock = clock;
    this.slots = slots;
    this.sign = sign;
  }

  void answer(Call call) throws IOException, InterruptedException {
    Presentation presentation = Presentation.negotiate(call.exchange());
    if (presentation.encoding() == Presentation.Encoding.YAML) {
      throw ApiStatus.notAcceptable("a watch is streamed as application/json only").exception();
    }
    ListOptions options = QueryOptions.watch(call);
    Instant end = clock.instant().plus(length(call.exchange()));
    ObjectWatch watch = slots.watch(call.user(), () -> start(call, options));
    WatchFrames made =
        new WatchFrames(
            call.kind(), presentation, () -> answers.shapes(call, presentation), frames);
    WatchSession session = new WatchSession(watch, made, clock, sign, () -> stopped);
    boolean initial = QueryOptions.flag("sendInitialEvents", call.exchange());
    Stream stream = out -> session.run(out, options.bookmarks(), initial, end);
    if (call.exchange().wantsWebSocket()) {
      overWebSocket(call.exchange(), watch, stream);
    } else {
      overHttp(call.exchange(), watch, stream);
    }
  }

  /** Runs a session into a sink. */
  private interface Stream {
    void into(FrameSink sink) throws IOException, InterruptedException;
  }

  private void overHttp(Exchange exchange, ObjectWatch watch, Stream stream)
      throws IOException, InterruptedException {
    try (watch) {
      open.add(watch);
      // A peer that resets its stream wakes the waiting thread.
      exchange.request().addFailureListener(_ -> end(watch));
      AtomicBoolean writing = new AtomicBoolean();
      // A watch that has nothing to say is not idle; a client that does not read is.
      exchange.request().addIdleTimeoutListener(_ -> writing.get());
      exchange.status(200).setHeader("Content-Type", "application/json");
      try (OutputStream out = exchange.output()) {
        out.flush();
        stream.into(FrameSink.lines(out, writing));
      }
    } finally {
      open.remove(watch);
    }
  }

  private void overWebSocket(Exchange exchange, ObjectWatch watch, Stream stream)
      throws IOException {
    boolean accepted =
        exchange.acceptWebSocket(socket -> converse(socket, watch, stream), watch::close);
    if (!accepted) {
      watch.close();
    }
  }

  private void converse(WebSocket socket, ObjectWatch watch, Stream stream) {
    try (watch) {
      open.add(watch);
      stream.into(FrameSink.messages(socket));
    } catch (IOException e) {
      LOG.debug("a watch over a WebSocket ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(watch);
    }
  }

  private static void end(ObjectWatch watch) {
    watch.close();
  }

  /** Ends all watches that run, and every later one after what is there already. */
  void stop() {
    stopped = true;
    open.forEach(ObjectWatch::close);
  }

  private static Duration length(Exchange exchange) {
    return QueryOptions.timeout(exchange)
        .orElseGet(
            () ->
                Duration.ofSeconds(
                    ThreadLocalRandom.current().nextInt(SHORTEST_SECONDS, 2 * SHORTEST_SECONDS)));
  }

  /** A start that is forgotten is told as an event, as clients expect of a watch. */
  private static ObjectWatch start(Call call, ListOptions options) {
    try {
      return call.rest().watch(call.scope(), options);
    } catch (StatusException refusal) {
      if (refusal.status().code() != 410) {
        throw refusal;
      }
      return new RefusedWatch(refusal.status());
    }
  }

  /** A watch that ends with its refusal. */
  private record RefusedWatch(ApiStatus why) implements ObjectWatch {
    @Override
    public List<ObjectEvent> next(Duration timeout) {
      throw why.exception();
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
