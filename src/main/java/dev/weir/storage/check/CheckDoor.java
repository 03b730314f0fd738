package dev.weir.storage.check;

import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /storage/check?repair=true&rate=BYTES}: checks all that is stored while the answer
 * goes on, a JSON object a line: {@code progress} at least each second, each {@code finding} as it
 * is found, and one {@code end}, or an {@code error}. Who hangs up ends the check. One at a time.
 */
public final class CheckDoor implements Door, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckDoor.class);
  private static final Set<String> METHODS = Set.of("POST");
  private static final long USUAL_RATE = 100L << 20;
  private static final long LEAST_RATE = 64 * 1024;

  private final Check.Maker checks;
  private final CheckLog log;
  private final Semaphore turn = new Semaphore(1);
  private volatile boolean closed;

  /**
   * @param checks makes one check each time
   * @param log keeps what comes of each
   */
  public CheckDoor(Check.Maker checks, CheckLog log) {
    this.checks = checks;
    this.log = log;
  }

  @Override
  public Set<String> methods() {
    return METHODS;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Check.Request request = new Check.Request(repair(exchange), rate(exchange));
    if (!turn.tryAcquire()) {
      throw ApiStatus.tooManyRequests(
              "the storage is being checked already; one check at a time is enough", 60)
          .exception();
    }
    try (Turn mine = new Turn()) {
      answer(exchange, request, mine);
    }
  }

  /** The one check that may run; it ends once. */
  private final class Turn implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        turn.release();
      }
    }
  }

  private static boolean repair(Exchange exchange) {
    return switch (exchange.query("repair")) {
      case "true" -> true;
      case "", "false" -> false;
      default -> throw ApiStatus.badRequest("repair must be true or false").exception();
    };
  }

  private static OptionalLong rate(Exchange exchange) {
    String text = exchange.query("rate");
    if (text.isEmpty()) {
      return OptionalLong.of(USUAL_RATE);
    }
    long rate = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    if (rate < 0 || (rate > 0 && rate < LEAST_RATE)) {
      throw ApiStatus.badRequest(
              "rate must be bytes a second, at least 65536, or 0 for no bound, not \""
                  + text
                  + "\"")
          .exception();
    }
    return rate == 0 ? OptionalLong.empty() : OptionalLong.of(rate);
  }

  private void answer(Exchange exchange, Check.Request request, Turn mine) throws IOException {
    exchange.status(200).setHeader("Content-Type", "application/x-ndjson");
    try (OutputStream out = exchange.output()) {
      CheckLog.Running running = log.begins(request.repair());
      try {
        answer(out, request, running);
      } finally {
        running.over();
        mine.close(); // before whoever asked sees the end, and asks for the next one
      }
    }
  }

  private void answer(OutputStream out, Check.Request request, CheckLog.Running running)
      throws IOException {
    Told told = new Told(out, running);
    try {
      Check.Summary summary = checks.make().run(request, told);
      running.ended(summary);
      told.line(summary.json());
    } catch (NoRoomForRepairException e) {
      told.line(error(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("a check of the storage failed", e);
      told.line(error("the check failed in a way that was not foreseen; the log says more"));
    }
  }

  private static ObjectNode error(String message) {
    return Json.object().put("type", "error").put("message", message);
  }

  /** Tells whoever asked. */
  private final class Told implements Check.Report {
    private final OutputStream out;
    private final CheckLog.Running running;
    private final Check.Report lines = Check.Report.lines(this::line);

    Told(OutputStream out, CheckLog.Running running) {
      this.out = out;
      this.running = running;
    }

    @Override
    public void found(Finding finding) throws IOException {
      LOG.warn(
          "storage: {} {} {}: {}{}",
          finding.kind().text(),
          finding.object(),
          finding.place(),
          finding.message(),
          finding.repaired() ? " (repaired)" : "");
      running.found(finding);
      lines.found(finding);
    }

    @Override
    public void progress(Check.Progress progress) throws IOException {
      if (closed) {
        throw new IOException("the server is stopping");
      }
      running.progress(progress);
      lines.progress(progress);
    }

    void line(ObjectNode line) throws IOException {
      out.write(Json.bytes(line));
      out.write('\n');
      out.flush();
    }
  }

  /** Ends the check that runs. */
  @Override
  public void close() {
    closed = true;
  }
}
