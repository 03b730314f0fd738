package dev.weir.console;

import dev.weir.console.visit.Problem;
import dev.weir.console.visit.Templates;
import dev.weir.console.visit.Visit;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a reader why there is no page: on one of its own, or in a sentence where there is none. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /** With these the connection ends: the form comes too slowly, or the server stops. */
  private static final Set<Integer> ENDING = Set.of(408, 503);

  private Failures() {}

  /**
   * A page about a refusal. What somebody may not see looks like what is not there; an open page
   * that is not there any more, or not for its reader, makes room for this one and follows nothing.
   * One that cannot be made just now stays as it was, and asks again ({@code console.js}).
   */
  static void show(Visit visit, ApiStatus status) throws IOException {
    Exchange exchange = visit.exchange();
    requireNothingSent(exchange, status.message());
    boolean hidden = !visit.isPost() && status.code() == 403;
    boolean gone = hidden || status.code() == 404;
    if (gone && exchange.header("HX-Request").isPresent()) {
      exchange.setHeader("HX-Refresh", "true");
      say(exchange, 404, "There is nothing to see here any more.");
      return;
    }
    visit.show(
        hidden ? 404 : status.code(), "problem.jte", Problem.of(visit, status, !visit.isPost()));
  }

  /** A page about what nobody expected, with the name under which the log has it. */
  static void show(Visit visit, RuntimeException failure) throws IOException {
    String id = visit.exchange().requestId();
    LOG.error("unexpected failure of a page, told to the reader as id={}", id, failure);
    show(
        visit,
        new ApiStatus(
            500,
            "InternalError",
            "An unexpected failure; the server's log has it under id " + id + ".",
            Json.object()));
  }

  /** A sentence, to a browser that is not shown a page. */
  static void say(Exchange exchange, int status, String why) throws IOException {
    requireNothingSent(exchange, why);
    if (!ENDING.contains(status)) {
      exchange.drainBody(); // who still writes a form may else never see this
    }
    exchange.status(status);
    Templates.plain(exchange, why + "\n");
  }

  private static void requireNothingSent(Exchange exchange, String why) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer broke off: " + why);
    }
  }
}
