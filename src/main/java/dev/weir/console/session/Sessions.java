package dev.weir.console.session;

import dev.weir.access.Authenticator;
import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Recognition;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.console.visit.BrowserSecret;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Templates;
import dev.weir.http.Exchange;
import dev.weir.web.Cookie;
import dev.weir.web.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Logins by the server's own OAuth pages (controllers-and-access.md 7.6). The session is an access
 * token in a cookie that no script reads: it is listed, and ended, as each other login of its user
 * is.
 */
public final class Sessions {
  /** How long a session lasts. */
  private static final Duration LIFETIME = Duration.ofDays(1);

  private static final String CLIENT = "weir-console";
  private static final String CALLBACK = "/console/callback";
  private static final Cookie SESSION = new Cookie("weir-session");

  /** Marks a session by a token that was not made for it. */
  private static final String LENT = "lent~";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_~.-]{1,3000}");
  private static final String BETWEEN = "~";
  private static final int LONGEST_TARGET = 1024;
  private static final String STATE = "state";
  private static final String VERIFIER = "verifier";

  private final AuthorizationCodes codes;
  private final Tokens tokens;
  private final Authenticator everybody;
  private final Function<Exchange, String> origins;

  /**
   * Sessions.
   *
   * @param everybody knows whom tokens speak for
   * @param origins the server as the caller names it: {@code https://host[:port]}
   */
  public Sessions(
      AuthorizationCodes codes,
      Tokens tokens,
      Authenticator everybody,
      Function<Exchange, String> origins) {
    this.codes = codes;
    this.tokens = tokens;
    this.everybody = everybody;
    this.origins = origins;
  }

  /** What the browser shows of a session; empty if nothing. */
  public Optional<String> shown(Exchange exchange) {
    return SESSION.of(exchange);
  }

  /** Whose session it is; empty if it has ended. */
  public Optional<User> user(String session) {
    String token = session.startsWith(LENT) ? session.substring(LENT.length()) : session;
    return everybody.recognise(token) instanceof Recognition.Known(User user)
        ? Optional.of(user)
        : Optional.empty();
  }

  /**
   * Sends the browser to log in, and from there to the page that it wanted, which the state tells:
   * each tab has its own.
   */
  public void begin(Exchange exchange, String target) throws IOException {
    BrowserSecret secret = BrowserSecret.of(exchange);
    String wanted = target.length() > LONGEST_TARGET ? Paths.HOME : target;
    String login =
        BrowserSecret.random() + BETWEEN + encoded(wanted.getBytes(StandardCharsets.UTF_8));
    redirect(
        exchange,
        "/oauth/authorize?response_type=code&client_id=%s&redirect_uri=%s&state=%s&code_challenge=%s&code_challenge_method=S256"
            .formatted(
                CLIENT,
                Paths.segment(origins.apply(exchange) + CALLBACK),
                login + BETWEEN + secret.sign(STATE, login),
                challenge(secret.sign(VERIFIER, login))));
  }

  /** RFC 7636, section 4.2. */
  private static String challenge(String verifier) {
    try {
      return encoded(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Answers the browser that comes back from its login. */
  public void callback(Exchange exchange) throws IOException {
    String state = exchange.query("state");
    String[] parts = state.split(BETWEEN, -1);
    Optional<BrowserSecret> secret = BrowserSecret.shown(exchange);
    if (secret.isEmpty() || parts.length != 3) {
      redirect(exchange, Paths.HOME);
      return;
    }
    String login = parts[0] + BETWEEN + parts[1];
    if (!secret.get().signed(STATE, login, parts[2])) {
      // somebody else's link: a login begins anew, unless there is a session
      redirect(exchange, Paths.HOME);
      return;
    }
    var claim =
        new AuthorizationCodes.Claim(
            CLIENT, origins.apply(exchange) + CALLBACK, secret.get().sign(VERIFIER, login));
    Optional<AuthorizationCodes.Redeemed> redeemed =
        codes.redeem(exchange.query("code"), claim, LIFETIME);
    if (redeemed.isEmpty()) {
      redirect(exchange, Paths.HOME);
      return;
    }
    revoke(exchange);
    SESSION.setForLinks(exchange, redeemed.get().token());
    redirect(exchange, target(parts[1]));
  }

  /** The page that a login is for, which comes back without one; home if it is no login of ours. */
  public String wanted(Exchange exchange) {
    String[] parts = exchange.query(STATE).split(BETWEEN, -1);
    boolean ours =
        parts.length == 3
            && BrowserSecret.shown(exchange)
                .filter(it -> it.signed(STATE, parts[0] + BETWEEN + parts[1], parts[2]))
                .isPresent();
    return ours ? target(parts[1]) : Paths.HOME;
  }

  private static String target(String encoded) {
    try {
      return Paths.ours(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Paths.HOME;
    }
  }

  /**
   * Begins a session with a token that the browser's user has already, such as the administrator's.
   * The token is theirs: it outlives the session.
   *
   * @return false if the token does not hold
   */
  public boolean beginWith(Exchange exchange, String token) {
    if (!TOKEN.matcher(token).matches() || user(token).isEmpty()) {
      return false;
    }
    revoke(exchange);
    SESSION.setForLinks(exchange, LENT + token);
    return true;
  }

  /**
   * True of a form of a page of ours, which this user got, or nobody yet: no other {@code Origin},
   * and our own proof.
   */
  public boolean proves(Exchange exchange, String user, Form form) {
    String own = origins.apply(exchange);
    return exchange.header("Origin").filter(from -> !from.equals(own)).isEmpty()
        && isOf(exchange, user, form.get(BrowserSecret.FIELD));
  }

  private static boolean isOf(Exchange exchange, String user, String proof) {
    return BrowserSecret.shown(exchange).filter(secret -> secret.proves(user, proof)).isPresent();
  }

  /**
   * True of an open page that gets itself anew and was made for somebody else: what is around it,
   * such as the name and the forms, is not this user's.
   */
  public boolean isPageOfAnother(Exchange exchange, String user) {
    return exchange.header("Weir-Page").filter(proof -> !isOf(exchange, user, proof)).isPresent();
  }

  /** Ends the session. */
  public void end(Exchange exchange) {
    revoke(exchange);
    SESSION.end(exchange);
  }

  private void revoke(Exchange exchange) {
    SESSION.of(exchange).filter(session -> !session.startsWith(LENT)).ifPresent(tokens::revoke);
  }

  private static void redirect(Exchange exchange, String location) throws IOException {
    exchange.status(303).setHeader("Location", location);
    Templates.plain(exchange, "");
  }
}
