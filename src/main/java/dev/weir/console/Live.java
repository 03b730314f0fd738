package dev.weir.console;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.console.session.Sessions;
import dev.weir.console.visit.Visit;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells open pages that what they show has changed, as server-sent events: a page then gets itself
 * anew, with the rights that its reader has by then. Each page is a watch.
 */
final class Live implements AutoCloseable {
  /** How often a quiet page is told that it lives, and its session is looked at. */
  private static final Duration SIGN = Duration.ofSeconds(15);

  /** Changes within that time are told as one. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int MOST = 2000;
  private static final int MOST_OF_ONE = 50;

  private static final Map<String, ResourceKind> KINDS =
      Map.of("projects", Kinds.PROJECT, "streams", Kinds.IMAGE_STREAM);

  private final Sessions sessions;
  private final Set<ObjectWatch> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> byUser = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  Live(Sessions sessions) {
    this.sessions = sessions;
  }

  /** The page's address says what it shows: {@code of}, {@code in}, {@code name}, {@code since}. */
  void answer(Visit visit) throws IOException, InterruptedException {
    ResourceKind kind = KINDS.get(visit.query("of"));
    if (kind == null) {
      throw ApiStatus.noSuchPath().exception();
    }
    String user = visit.viewer().user().name();
    int mine = byUser.merge(user, 1, Integer::sum);
    try {
      if (mine > MOST_OF_ONE || open.size() >= MOST) {
        throw ApiStatus.tooManyRequests("too many pages are open; close some", 5).exception();
      }
      watch(visit, kind);
    } finally {
      byUser.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void watch(Visit visit, ResourceKind kind) throws IOException, InterruptedException {
    Exchange exchange = visit.exchange();
    String name = visit.query("name");
    Resources.Query query =
        name.isEmpty() ? Resources.Query.ALL : new Resources.Query("", "metadata.name=" + name);
    String since =
        exchange
            .header("Last-Event-ID")
            .filter(id -> id.matches("[0-9]{1,19}"))
            .orElse(visit.query("since"));
    try (ObjectWatch watch = visit.objects().watch(kind, visit.query("in"), query, since)) {
      open.add(watch);
      exchange.request().addFailureListener(_ -> end(watch));
      AtomicBoolean writing = new AtomicBoolean();
      exchange.request().addIdleTimeoutListener(_ -> writing.get());
      exchange.status(200).setHeader("Cache-Control", "no-store");
      exchange.setHeader("Content-Type", "text/event-stream; charset=utf-8");
      exchange.setHeader("X-Accel-Buffering", "no");
      try (OutputStream out = exchange.output()) {
        out.flush();
        while (!stopped) {
          List<ObjectEvent> events = next(watch);
          boolean changed =
              events.stream().anyMatch(event -> event.type() != ObjectEvent.Type.BOOKMARK);
          if (sessions.user(visit.viewer().session()).isEmpty()) {
            say(out, writing, "event: changed\ndata: ended\n\n");
            return;
          }
          say(
              out,
              writing,
              changed
                  ? "id: %d\nevent: changed\ndata: \n\n".formatted(watch.progress())
                  : ": here\n\n");
          if (changed) {
            Thread.sleep(PAUSE);
          }
        }
      } finally {
        open.remove(watch);
      }
    }
  }

  /** What is forgotten, or was too much, is a change of which nobody knows what it was. */
  private static List<ObjectEvent> next(ObjectWatch watch)
      throws InterruptedException, IOException {
    try {
      return watch.next(SIGN);
    } catch (StatusException ended) {
      throw new IOException("the page's watch ended", ended);
    }
  }

  private static void end(ObjectWatch watch) {
    watch.close();
  }

  private static void say(OutputStream out, AtomicBoolean writing, String text) throws IOException {
    writing.set(true);
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } finally {
      writing.set(false);
    }
  }

  @Override
  public void close() {
    stopped = true;
    open.forEach(ObjectWatch::close);
  }
}
