package dev.weir.console;

import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.console.catalog.CatalogPage;
import dev.weir.console.catalog.OfferPage;
import dev.weir.console.doing.Followers;
import dev.weir.console.doing.Forms;
import dev.weir.console.image.ComparePage;
import dev.weir.console.image.ImagePage;
import dev.weir.console.image.Repositories;
import dev.weir.console.image.TagPage;
import dev.weir.console.operation.Operations;
import dev.weir.console.operation.OperationsPage;
import dev.weir.console.operation.UsagePage;
import dev.weir.console.project.ProjectsPage;
import dev.weir.console.session.Sessions;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.stream.StreamPage;
import dev.weir.console.stream.StreamsPage;
import dev.weir.console.visit.Assets;
import dev.weir.console.visit.BrowserSecret;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Problem;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Templates;
import dev.weir.console.visit.Theme;
import dev.weir.console.visit.Viewer;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.Reasons;
import dev.weir.console.workload.WorkloadPage;
import dev.weir.console.workload.WorkloadsPage;
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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers everything under {@code /console}: pages for people, with the rights of who looks. */
public final class ConsoleDoor implements Door, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleDoor.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final String OUT = "/console/out";
  private static final String TOKEN = "/console/token";
  private static final String LIVE = "/console/live";

  private final Sessions sessions;
  private final Function<User, Resources> objects;
  private final BodyBudget bodies;
  private final Visit.Tools tools;
  private final Routes routes;
  private final Live live;

  /**
   * What the pages are made of.
   *
   * @param objects all objects, with the rights of a user
   * @param heads image streams without what they were, for pages of many
   * @param reasons why objects run what they run
   * @param operations how the server is
   * @param revision of all that is stored
   * @param followers finds what moves with a tag
   * @param repositories what no object shows of images
   */
  public record Parts(
      Sessions sessions,
      Function<User, Resources> objects,
      StreamHeads heads,
      Reasons reasons,
      Operations operations,
      LongSupplier revision,
      Followers followers,
      Repositories repositories,
      BodyBudget bodies,
      Clock clock) {}

  public ConsoleDoor(Parts parts) {
    this.sessions = parts.sessions();
    this.objects = parts.objects();
    this.bodies = parts.bodies();
    this.tools = new Visit.Tools(new Templates(), parts.revision());
    this.live = new Live(sessions);
    List<Routes.Route> all = new ArrayList<>();
    all.add(new Routes.Route("projects", new ProjectsPage(parts.heads())));
    all.add(new Routes.Route("projects/{}", new StreamsPage(parts.heads(), parts.clock())));
    all.add(
        new Routes.Route("projects/{}/streams/{}", new StreamPage(parts.heads(), parts.clock())));
    all.add(
        new Routes.Route(
            "projects/{}/workloads", new WorkloadsPage(parts.reasons(), parts.clock())));
    all.add(
        new Routes.Route(
            "projects/{}/workloads/{}/{}", new WorkloadPage(parts.reasons(), parts.clock())));
    all.add(
        new Routes.Route(
            "projects/{}/streams/{}/tags/{}", new TagPage(parts.repositories(), parts.clock())));
    all.add(
        new Routes.Route("projects/{}/streams/{}/images/{}", new ImagePage(parts.repositories())));
    all.add(
        new Routes.Route("projects/{}/streams/{}/compare", new ComparePage(parts.repositories())));
    all.add(new Routes.Route("catalog", new CatalogPage(parts.heads())));
    all.add(new Routes.Route("catalog/{}/{}", new OfferPage()));
    all.add(new Routes.Route("operations", new OperationsPage(parts.operations())));
    all.add(new Routes.Route("projects/{}/usage", new UsagePage(parts.operations())));
    all.add(new Routes.Route("live", live::answer));
    Forms.of(parts.followers(), parts.clock())
        .forEach((path, page) -> all.add(new Routes.Route(path, page)));
    this.routes = new Routes(all);
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
      refuse(exchange, 413, "The form is too large.");
    } catch (BodyTooSlowException _) {
      refuse(exchange, 408, "The form did not arrive in time. Nothing was done; send it again.");
    } catch (NoRoomException full) {
      exchange.setHeader("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
      refuse(exchange, 429, String.valueOf(full.getMessage()));
    } catch (ServerStopsException | InterruptedException _) {
      exchange.setHeader("Retry-After", Integer.toString(ServerStopsException.RETRY_AFTER_SECONDS));
      refuse(exchange, 503, "The server stops; try again when it is back.");
    } catch (RuntimeException failure) {
      LOG.error("unexpected failure of a page", failure);
      refuse(exchange, 500, "An unexpected failure; the server's log has it.");
    }
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.rawPath();
    if (!METHODS.contains(exchange.method())) {
      exchange.setHeader("Allow", "GET, HEAD, POST");
      refuse(exchange, 405, "A page is got or posted to.");
      return;
    }
    exchange.belongsTo(User.ANONYMOUS);
    if (path.startsWith("/console/assets/")) {
      AuditNote.of(exchange.request()).route("/console/assets/{name}");
      if (!Assets.answer(exchange)) {
        refuse(exchange, 404, "There is no such file.");
      }
      return;
    }
    switch (path) {
      case "/console", "/console/" -> visit(exchange).go(Paths.HOME);
      case "/console/callback" -> sessions.callback(exchange);
      case TOKEN -> token(exchange);
      case OUT -> visit(exchange).show("out.jte", out(exchange));
      default -> page(exchange);
    }
  }

  /** Those who have a token and no password, such as the administrator of a new server. */
  private void token(Exchange exchange) throws IOException {
    if (!exchange.method().equals("POST")) {
      askToken(exchange, 200, "");
      return;
    }
    Form form = Form.read(exchange);
    if (!proves(exchange, "", form)) {
      askToken(exchange, 403, "The form has expired, or cookies are off. Try again.");
    } else if (!sessions.beginWith(exchange, form.get("token").strip())) {
      askToken(exchange, 401, "The token does not hold: it is unknown, has expired or was ended.");
    } else {
      visit(exchange).go(Paths.HOME);
    }
  }

  private void askToken(Exchange exchange, int status, String problem) throws IOException {
    Visit visit = visit(exchange);
    visit.show(
        status,
        "token.jte",
        new Problem(visit.shell("Log in with a token", Section.PROJECTS), "", problem, Paths.HOME));
  }

  private void page(Exchange exchange) throws IOException, InterruptedException {
    Optional<String> session = sessions.shown(exchange);
    Optional<User> user = session.flatMap(sessions::user);
    if (user.isEmpty()) {
      strange(exchange);
      return;
    }
    AuditNote.of(exchange.request()).caller(user.get());
    exchange.belongsTo(user.get());
    Viewer viewer = new Viewer(user.get(), objects.apply(user.get()), session.orElseThrow());
    Form form = exchange.method().equals("POST") ? Form.read(exchange) : Form.empty();
    if (exchange.method().equals("POST") && !proves(exchange, user.get().name(), form)) {
      Visit visit = visit(exchange, viewer, List.of(), Form.empty());
      problem(
          visit,
          ApiStatus.forbidden(
              "The form has expired, or cookies are off. Nothing was done; go back and send it"
                  + " again."));
      return;
    }
    shown(exchange, viewer, form);
  }

  /**
   * A form of a page of ours, which this user got, or nobody yet: no other {@code Origin}, and our
   * own proof.
   */
  private boolean proves(Exchange exchange, String user, Form form) {
    String origin = sessions.origin(exchange);
    return exchange.header("Origin").filter(from -> !from.equals(origin)).isEmpty()
        && BrowserSecret.shown(exchange)
            .filter(secret -> secret.proves(user, form.get(BrowserSecret.FIELD)))
            .isPresent();
  }

  private void shown(Exchange exchange, Viewer viewer, Form form)
      throws IOException, InterruptedException {
    switch (exchange.rawPath()) {
      case "/console/logout" -> {
        if (exchange.method().equals("POST")) {
          sessions.end(exchange);
        }
        visit(exchange).go(exchange.method().equals("POST") ? OUT : Paths.HOME);
        return;
      }
      case "/console/theme" -> {
        Theme.of(form.get("theme")).keep(exchange);
        visit(exchange).go(own(form.get("back")));
        return;
      }
      default -> {}
    }
    Optional<Routes.Found> found = routes.find(Paths.segments(exchange.rawPath()));
    Visit visit = visit(exchange, viewer, found.map(Routes.Found::names).orElse(List.of()), form);
    found.ifPresent(f -> AuditNote.of(exchange.request()).route(f.route().shown()));
    try {
      if (found.isEmpty()) {
        throw ApiStatus.noSuchPath().exception();
      }
      found.get().route().page().answer(visit);
    } catch (StatusException refused) {
      problem(visit, refused.status());
    } catch (UnansweredException silent) {
      problem(
          visit,
          new ApiStatus(
              503, "ServiceUnavailable", String.valueOf(silent.getMessage()), Json.object()));
    } catch (RuntimeException failure) {
      fail(visit, failure);
    }
  }

  /** Somebody without a session, or with one that has ended. */
  private void strange(Exchange exchange) throws IOException {
    if (exchange.header("HX-Request").isPresent() || exchange.rawPath().equals(LIVE)) {
      exchange.setHeader("HX-Refresh", "true"); // the page comes again, and with it the login
      refuse(exchange, 401, "The session has ended.");
    } else if (exchange.method().equals("POST")) {
      exchange.drainBody();
      Visit visit = visit(exchange);
      String why = "Your session has ended. Nothing was done: log in, and send the form again.";
      Problem problem =
          new Problem(
              visit.shell("Log in again", Section.PROJECTS, new Crumb("Log in again")),
              "Log in again",
              why,
              Paths.HOME);
      visit.show(401, "problem.jte", problem);
    } else {
      sessions.begin(exchange, visit(exchange).path());
    }
  }

  private static String own(String path) {
    return path.matches("/console/[!-~]*") ? path : Paths.HOME;
  }

  private Problem out(Exchange exchange) {
    Visit visit = visit(exchange);
    return new Problem(
        visit.shell("Logged out", Section.PROJECTS, new Crumb("Logged out")),
        "You are logged out",
        "Your session has ended, in this browser and on the server.",
        Paths.HOME);
  }

  private Visit visit(Exchange exchange) {
    return visit(
        exchange,
        new Viewer(User.ANONYMOUS, objects.apply(User.ANONYMOUS), ""),
        List.of(),
        Form.empty());
  }

  private Visit visit(Exchange exchange, Viewer viewer, List<String> names, Form form) {
    return new Visit(exchange, viewer, names, form, tools);
  }

  private static void problem(Visit visit, ApiStatus status) throws IOException {
    if (visit.exchange().isCommitted()) {
      throw new IOException("the answer broke off: " + status.message());
    }
    boolean hidden = !visit.isPost() && status.code() == 403;
    visit.show(
        hidden ? 404 : status.code(), "problem.jte", Problem.of(visit, status, !visit.isPost()));
  }

  private static void fail(Visit visit, RuntimeException failure) throws IOException {
    String id = visit.exchange().requestId();
    LOG.error("unexpected failure of a page, told to the reader as id={}", id, failure);
    problem(
        visit,
        new ApiStatus(
            500,
            "InternalError",
            "An unexpected failure; the server's log has it under id " + id + ".",
            Json.object()));
  }

  private static void refuse(Exchange exchange, int status, String why) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer broke off: " + why);
    }
    exchange.status(status);
    Templates.plain(exchange, why + "\n");
  }
}
