package dev.weir.console;

import dev.weir.console.visit.Templates;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.http.Exchange;
import dev.weir.http.PeerWatch;
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
 * anew, with the rights that its reader has by then. Each page is a watch, or a few.
 */
final class Live implements AutoCloseable {
  /** How often a quiet page is told that it lives, and its reader's rights are looked at. */
  private static final Duration SIGN = Duration.ofSeconds(15);

  /** Changes within that time are told as one. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final String ENDED = "event: changed\ndata: ended\n\n";

  private static final int MOST = 2000;
  private static final int MOST_OF_ONE = 50;

  private static final Map<String, List<ResourceKind>> KINDS =
      Map.of(
          "projects",
          List.of(Kinds.PROJECT),
          "streams",
          List.of(Kinds.IMAGE_STREAM),
          "workloads",
          List.of(
              Kinds.IMAGE_STREAM,
              Kinds.DEPLOYMENT,
              Kinds.DEPLOYMENT_CONFIG,
              Kinds.STATEFUL_SET,
              Kinds.DAEMON_SET,
              Kinds.CRON_JOB,
              Kinds.BUILD_CONFIG));

  private final ReaderCheck check;
  private final FollowedTags followed;
  private final Set<Following> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> byUser = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  Live(ReaderCheck check, FollowedTags followed) {
    this.check = check;
    this.followed = followed;
  }

  /**
   * The page's address says what it shows: {@code of}, {@code in}, {@code name}, {@code since}, and
   * {@code followed} if it shows what follows a stream. A page that cannot be told of changes stays
   * as it is: of a refusal there is only the status.
   */
  void answer(Visit visit) throws IOException, InterruptedException {
    try {
      counted(visit);
    } catch (StatusException refused) {
      if (visit.exchange().isCommitted()) {
        throw refused;
      }
      int code = refused.status().code() == 403 ? 404 : refused.status().code();
      visit.exchange().status(code).setHeader("HX-Reswap", "none");
      Templates.plain(visit.exchange(), "");
    }
  }

  private void counted(Visit visit) throws IOException, InterruptedException {
    if (!visit.exchange().method().equals("GET")) {
      throw ApiStatus.methodNotAllowed("changes are got").exception();
    }
    List<ResourceKind> kinds = KINDS.getOrDefault(visit.query("of"), List.of());
    if (kinds.isEmpty()) {
      throw ApiStatus.noSuchPath().exception();
    }
    String user = visit.viewer().user().name();
    int mine = byUser.merge(user, 1, Integer::sum);
    try {
      if (mine > MOST_OF_ONE || open.size() >= MOST) {
        throw ApiStatus.tooManyRequests("too many pages are open; close some", 5).exception();
      }
      follow(visit, kinds);
    } finally {
      byUser.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void follow(Visit visit, List<ResourceKind> kinds)
      throws IOException, InterruptedException {
    Exchange exchange = visit.exchange();
    ReaderCheck.Reader reader = check.reader(visit.viewer().session());
    String project = visit.query("in");
    Following following = new Following(visit, kinds, followed);
    AtomicBoolean writing = new AtomicBoolean();
    try (following;
        PeerWatch _ = exchange.watchPeer(following::end)) {
      open.add(following);
      exchange.request().addFailureListener(_ -> following.end());
      exchange.request().addIdleTimeoutListener(_ -> writing.get());
      exchange.status(200).setHeader("Cache-Control", "no-store");
      exchange.setHeader("Content-Type", "text/event-stream; charset=utf-8");
      exchange.setHeader("X-Content-Type-Options", "nosniff");
      exchange.setHeader("X-Accel-Buffering", "no");
      try (OutputStream out = exchange.output()) {
        say(out, writing, greeting(visit));
        long told = System.nanoTime() - PAUSE.toNanos();
        while (!stopped && !following.isOver()) {
          long changed = following.next(SIGN);
          long early = told + PAUSE.toNanos() - System.nanoTime();
          if (changed > 0 && early > 0) {
            Thread.sleep(Duration.ofNanos(early));
            changed = Math.max(changed, following.next(Duration.ZERO));
          }
          if (!reader.passes(following.kinds(), project)) {
            say(out, writing, ENDED); // the page gets itself, and shows what is left to be seen
            return;
          }
          if (changed > 0) {
            say(out, writing, changed(changed));
            told = System.nanoTime();
          } else {
            say(out, writing, ": here\n\n");
          }
        }
      }
    } finally {
      open.remove(following);
    }
  }

  /**
   * A page that was here before lost its connection, and with it perhaps the answer that a change
   * had made it ask for: it gets itself anew.
   */
  private static String greeting(Visit visit) {
    return visit.exchange().header("Last-Event-ID").isPresent()
        ? changed(visit.revision())
        : "id: " + visit.revision() + "\n\n";
  }

  private static String changed(long revision) {
    return "id: " + revision + "\nevent: changed\ndata: \n\n";
  }

  /** How many watches there are. */
  long watching() {
    return open.stream().mapToLong(Following::watches).sum();
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
    open.forEach(Following::end);
  }
}
