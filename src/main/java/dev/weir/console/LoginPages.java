package dev.weir.console;

import dev.weir.audit.AuditNote;
import dev.weir.console.session.Sessions;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Problem;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Visit;
import dev.weir.http.Exchange;
import dev.weir.web.Form;
import java.io.IOException;

/** Pages before a session and after it. */
final class LoginPages {
  /** Asks for a token. */
  static final String TOKEN = "/console/token";

  /** Says that the session has ended. */
  static final String OUT = "/console/out";

  /** Why a form is refused, in the words of logs: no role would change that. */
  static final String FOREIGN = "the form comes from no page that this user has open";

  static final String LOGOUT = "/console/logout";

  private final Sessions sessions;
  private final Visits visits;

  LoginPages(Sessions sessions, Visits visits) {
    this.sessions = sessions;
    this.visits = visits;
  }

  /** Those who have a token and no password, such as the administrator of a new server. */
  void token(Exchange exchange) throws IOException {
    if (!exchange.method().equals("POST")) {
      askToken(exchange, 200, "");
      return;
    }
    Form form = Form.read(exchange);
    if (!sessions.proves(exchange, "", form)) {
      AuditNote.of(exchange.request()).ruledOut(FOREIGN);
      askToken(exchange, 403, "The form has expired, or cookies are off. Try again.");
    } else if (!sessions.beginWith(exchange, form.get("token").strip())) {
      askToken(exchange, 401, "The token does not hold: it is unknown, has expired or was ended.");
    } else {
      visits.anonymous(exchange).go(Paths.HOME);
    }
  }

  private void askToken(Exchange exchange, int status, String problem) throws IOException {
    Visit visit = visits.anonymous(exchange);
    visit.show(
        status,
        "token.jte",
        new Problem(visit.shell("Log in with a token", Section.PROJECTS), problem, Paths.HOME));
  }

  /**
   * Somebody without a session, or with one that has ended.
   *
   * @param follows the request is one of an open page, which no reader sees the answer of
   */
  void stranger(Exchange exchange, boolean follows) throws IOException {
    if (follows || exchange.header("HX-Request").isPresent()) {
      exchange.setHeader("HX-Refresh", "true"); // the page comes again, and with it the login
      Failures.say(exchange, 401, "The session has ended.");
    } else if (exchange.method().equals("POST")) {
      exchange.drainBody();
      Visit visit = visits.anonymous(exchange);
      String why = "Your session has ended. Nothing was done: log in, and send the form again.";
      Problem problem =
          new Problem(
              visit.shell("Log in again", Section.PROJECTS, new Crumb("Log in again")),
              why,
              Paths.HOME);
      visit.show(401, "out.jte", problem);
    } else {
      sessions.begin(exchange, visits.anonymous(exchange).path());
    }
  }

  /** Ends the session, if a form asks for that. */
  void logout(Exchange exchange) throws IOException {
    boolean asked = exchange.method().equals("POST");
    if (asked) {
      sessions.end(exchange);
    }
    visits.anonymous(exchange).go(asked ? OUT : Paths.HOME);
  }

  /** The browser comes back from its login, with it or with what was wrong. */
  void back(Exchange exchange) throws IOException {
    if (!exchange.hasQuery("error")) {
      sessions.callback(exchange);
      return;
    }
    Visit visit = visits.anonymous(exchange);
    visit.show(
        400,
        "out.jte",
        new Problem(
            visit.shell("Not logged in", Section.PROJECTS, new Crumb("Not logged in")),
            LoginRefusal.of(exchange.query("error")).said(),
            sessions.wanted(exchange)));
  }

  void out(Exchange exchange) throws IOException {
    Visit visit = visits.anonymous(exchange);
    visit.show(
        "out.jte",
        new Problem(
            visit.shell("Logged out", Section.PROJECTS, new Crumb("Logged out")),
            "Your session has ended in this browser, and on the server if you logged in with a"
                + " password. A token that you logged in with stays good.",
            Paths.HOME));
  }
}
