package dev.weir.audit;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.failure.OneLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server's log of each request that was refused: who wanted what, why it was not done,
 * and what to do about it. Clients repeat themselves, so of one caller only the first refusals of a
 * while are told, and then how many more there were. Safe for threads.
 */
public final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  /** Lines for one caller in a minute. */
  private static final int EACH = 5;

  private static final int LONGEST = 512;

  private final Repeats repeats = Repeats.inAMinute(EACH, RefusalLog::more);
  private final RecentRefusals recent = new RecentRefusals();

  /** Tells of an answered request, if it was refused. */
  public void answered(Request request, Response response) {
    int code = response.getStatus();
    AuditNote note = AuditNote.of(request);
    boolean failedLogin = note.isFailedLogin();
    if (!failedLogin && !note.isRuledOut() && !isRefusal(request, code)) {
      return;
    }
    String address = Optional.ofNullable(Request.getRemoteAddr(request)).orElse("");
    String user = user(note);
    if (!repeats.isToBeTold(caller(user, address, failedLogin))) {
      return;
    }
    Refusal refusal =
        new Refusal(
            note.received(),
            plain(user.isEmpty() ? User.ANONYMOUS.name() : user),
            address,
            note.wanted().map(Attributes::namespace).orElse(""),
            plain(wish(request, note)),
            plain(why(note, code)),
            next(note, code, failedLogin));
    recent.add(refusal);
    LOG.atInfo()
        .addKeyValue("user", refusal.user())
        .addKeyValue("address", address)
        .addKeyValue("code", code)
        .addKeyValue("request", note.id())
        .log("refused to {}: {}; {}", refusal.wish(), refusal.why(), refusal.next());
  }

  /**
   * A request that was refused, in the log's words.
   *
   * @param namespace in which something was wanted; empty if in none, or if that is not known
   */
  public record Refusal(
      Instant at,
      String user,
      String address,
      String namespace,
      String wish,
      String why,
      String next) {}

  /** The last that were told, the newest first. */
  public List<Refusal> recent() {
    return recent.all();
  }

  /** The last that were told of what was wanted in a namespace, the newest first. */
  public List<Refusal> recent(String namespace) {
    return recent.in(namespace);
  }

  /** Who fails to log in as somebody is not known to be that one. */
  private static String caller(String user, String address, boolean failedLogin) {
    return user.isEmpty() || (failedLogin && !address.isEmpty()) ? address : user;
  }

  /** A 401 without credentials is how clients learn where to log in. */
  private static boolean isRefusal(Request request, int code) {
    return switch (code) {
      case HttpStatus.FORBIDDEN_403, HttpStatus.TOO_MANY_REQUESTS_429 -> true;
      case HttpStatus.UNAUTHORIZED_401 -> request.getHeaders().contains(HttpHeader.AUTHORIZATION);
      default -> false;
    };
  }

  private static String user(AuditNote note) {
    return note.login()
        .map(AuditNote.Login::user)
        .or(() -> note.impersonated().map(User::name))
        .or(() -> note.caller().filter(user -> !user.isAnonymous()).map(User::name))
        .orElse("");
  }

  private static String wish(Request request, AuditNote note) {
    return note.wanted()
        .filter(Attributes::isResource)
        .map(
            wanted ->
                "%s %s%s%s"
                    .formatted(
                        wanted.verb(),
                        wanted.fullResource(),
                        wanted.name().isEmpty() ? "" : " \"" + wanted.name() + "\"",
                        wanted.namespace().isEmpty()
                            ? ""
                            : " in project \"" + wanted.namespace() + "\""))
        .orElseGet(() -> request.getMethod() + " " + request.getHttpURI().getPath());
  }

  private static String why(AuditNote note, int code) {
    return note.refusal()
        .map(AuditNote.Refusal::why)
        .filter(told -> !told.isEmpty())
        .orElseGet(() -> why(code));
  }

  private static String why(int code) {
    return switch (code) {
      case HttpStatus.UNAUTHORIZED_401 -> "the login or token is not valid";
      case HttpStatus.TOO_MANY_REQUESTS_429 -> "too much is going on at once";
      default -> HttpStatus.getMessage(code);
    };
  }

  private static String next(AuditNote note, int code, boolean failedLogin) {
    if (code == HttpStatus.TOO_MANY_REQUESTS_429) {
      return "the client may try again later; if that happens often, it asks too much at once";
    }
    if (code == HttpStatus.UNAUTHORIZED_401 || failedLogin) {
      return "whoever calls has to log in again, with a password or token that holds";
    }
    if (note.isPermitted() || note.isRuledOut()) {
      return "a rule of the server or the project forbids it, which the message names; change that,"
          + " or what is asked for";
    }
    return note.wanted().filter(wanted -> !wanted.namespace().isEmpty()).isPresent()
        ? "if it is to be allowed, give a role that has the right: weir policy add-role-to-user"
        : "if it is to be allowed, give a role that has the right: weir adm policy"
            + " add-cluster-role-to-user";
  }

  /** Clients choose some of the words, and a line is a line. */
  public static String plain(String text) {
    String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return OneLine.of(bounded, ' ');
  }

  private static void more(String caller, int count) {
    LOG.atInfo()
        .addKeyValue("user", plain(caller))
        .log("refused {} more requests of {} in a minute", count, plain(caller));
  }
}
