package dev.weir.console;

import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.client.UnansweredException;
import dev.weir.console.session.Sessions;
import dev.weir.console.visit.Assets;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Templates;
import dev.weir.console.visit.Theme;
import dev.weir.console.visit.Viewer;
import dev.weir.console.visit.Visit;
import dev.weir.http.BodyBudget;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.Mount;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.web.Form;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers everything under {@code /console}: pages for people, with the rights of who looks. */
public final class ConsoleDoor implements Door, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleDoor.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final String LIVE = "/console/live";
  private static final String THEME = "/console/theme";

  private final Sessions sessions;
  private final BodyBudget bodies;
  private final Visits visits;
  private final LoginPages logins;
  private final Live live;
  private final Routes routes;

  public ConsoleDoor(ConsoleParts parts) {
    this.sessions = parts.sessions();
    this.bodies = parts.bodies();
    this.visits = new Visits(parts.objects(), new Visit.Tools(new Templates(), parts.revision()));
    this.logins = new LoginPages(sessions, visits);
    this.live = new Live(new ReaderCheck(sessions, parts.authorizer()), parts.followed());
    this.routes = Routes.of(parts, live::answer);
  }

  /** Where this door answers. */
  public List<Mount> mounts() {
    return List.of(new Mount("/console", this), new Mount("/console/", this));
  }

  /** How many watches open pages have. */
  public long watching() {
    return live.watching();
  }

  /** Ends what shows changes. */
  @Override
  public void close() {
    live.close();
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    exchange.accountTo(bodies.part(User.ANONYMOUS));
    try {
      answer(exchange);
    } catch (BodyTooLargeException _) {
      Failures.say(exchange, 413, "The form is too large.");
    } catch (BodyTooSlowException _) {
      Failures.say(
          exchange, 408, "The form did not arrive in time. Nothing was done; send it again.");
    } catch (NoRoomException full) {
      exchange.setHeader("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
      Failures.say(exchange, 429, String.valueOf(full.getMessage()));
    } catch (ServerStopsException | InterruptedException _) {
      exchange.setHeader("Retry-After", Integer.toString(ServerStopsException.RETRY_AFTER_SECONDS));
      Failures.say(exchange, 503, "The server stops; try again when it is back.");
    } catch (RuntimeException failure) {
      LOG.error("unexpected failure of a page", failure);
      Failures.say(exchange, 500, "An unexpected failure; the server's log has it.");
    }
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.rawPath();
    if (!METHODS.contains(exchange.method())) {
      exchange.setHeader("Allow", "GET, HEAD, POST");
      Failures.say(exchange, 405, "A page is got or posted to.");
      return;
    }
    exchange.belongsTo(User.ANONYMOUS);
    if (path.startsWith("/console/assets/")) {
      AuditNote.of(exchange.request()).route("/console/assets/{name}");
      if (!Assets.answer(exchange)) {
        Failures.say(exchange, 404, "There is no such file.");
      }
      return;
    }
    if (path.endsWith("/") && !exchange.method().equals("POST")) {
      Visit visit = visits.anonymous(exchange);
      visit.go(Paths.withoutEnd(visit.path()));
      return;
    }
    switch (path) {
      case "/console" -> visits.anonymous(exchange).go(Paths.HOME);
      case "/console/callback" -> logins.back(exchange);
      case LoginPages.TOKEN -> logins.token(exchange);
      case LoginPages.OUT -> logins.out(exchange);
      default -> withSession(exchange);
    }
  }

  private void withSession(Exchange exchange) throws IOException, InterruptedException {
    Optional<String> session = sessions.shown(exchange);
    Optional<User> user = session.flatMap(sessions::user);
    if (user.isEmpty()) {
      logins.stranger(exchange, exchange.rawPath().equals(LIVE));
      return;
    }
    AuditNote.of(exchange.request()).caller(user.get());
    exchange.belongsTo(user.get());
    if (sessions.isPageOfAnother(exchange, user.get().name())) {
      exchange.setHeader("HX-Refresh", "true");
      Failures.say(exchange, 409, "Somebody else is logged in by now.");
      return;
    }
    Viewer viewer = visits.viewer(user.get(), session.orElseThrow());
    Form form = exchange.method().equals("POST") ? Form.read(exchange) : Form.empty();
    if (exchange.method().equals("POST") && !sessions.proves(exchange, user.get().name(), form)) {
      AuditNote.of(exchange.request()).ruledOut(LoginPages.FOREIGN);
      Failures.show(
          visits.of(exchange, viewer, List.of(), Form.empty()),
          ApiStatus.forbidden(
              "The form has expired, or cookies are off. Nothing was done; go back and send it"
                  + " again."));
      return;
    }
    switch (exchange.rawPath()) {
      case LoginPages.LOGOUT -> logins.logout(exchange);
      case THEME -> {
        Theme.of(form.get("theme")).keep(exchange);
        visits.anonymous(exchange).go(Paths.ours(form.get("back")));
      }
      default -> page(exchange, viewer, form);
    }
  }

  private void page(Exchange exchange, Viewer viewer, Form form)
      throws IOException, InterruptedException {
    Optional<Routes.Found> found = routes.find(Paths.segments(exchange.rawPath()));
    Visit visit =
        visits.of(exchange, viewer, found.map(Routes.Found::names).orElse(List.of()), form);
    found.ifPresent(f -> AuditNote.of(exchange.request()).route(f.route().shown()));
    try {
      if (found.isEmpty()) {
        throw ApiStatus.noSuchPath().exception();
      }
      found.get().route().page().answer(visit);
    } catch (StatusException refused) {
      Failures.show(visit, refused.status());
    } catch (UnansweredException silent) {
      Failures.show(
          visit,
          new ApiStatus(
              503, "ServiceUnavailable", String.valueOf(silent.getMessage()), Json.object()));
    } catch (RuntimeException failure) {
      Failures.show(visit, failure);
    }
  }
}
