package dev.weir.oauth;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.access.password.PasswordLogins;
import dev.weir.audit.AuditNote;
import dev.weir.http.BodyBudget;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.Mount;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.platform.user.SignIn;
import dev.weir.resource.Json;
import dev.weir.web.Csrf;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers everything under {@code /oauth/}, and says where it is to be found. */
public final class OAuthDoor implements Door {
  private static final Logger LOG = LoggerFactory.getLogger(OAuthDoor.class);
  private static final String METADATA = "/.well-known/oauth-authorization-server";
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> READING_AND_POSTING = Set.of("GET", "HEAD", "POST");

  private final Map<String, Route> routes;
  private final Issuers issuers;
  private final BodyBudget bodies;

  private interface Page {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  private record Route(Set<String> methods, Page page) {}

  /** What the door is built on. */
  public record Parts(
      PasswordLogins passwords,
      SignIn signIn,
      AuthorizationCodes codes,
      Tokens tokens,
      BodyBudget bodies) {}

  /** A door that callers know by one of some names. */
  public OAuthDoor(Parts parts, Issuers issuers) {
    this.issuers = issuers;
    this.bodies = parts.bodies();
    Csrf csrf = new Csrf();
    Granting granting =
        new Granting(parts.passwords(), parts.signIn(), parts.codes(), parts.tokens());
    TokenPages pages = new TokenPages(granting, csrf, issuers);
    Authorize authorize = new Authorize(granting, new LoginForm(csrf), issuers);
    this.routes =
        Map.of(
            METADATA,
            new Route(READING, this::metadata),
            "/oauth/authorize",
            new Route(READING_AND_POSTING, authorize::answer),
            "/oauth/token",
            new Route(Set.of("POST"), new TokenEndpoint(granting)::answer),
            "/oauth/token/request",
            new Route(READING, pages::request),
            Issuer.DISPLAY,
            new Route(READING_AND_POSTING, pages::display),
            Issuer.IMPLICIT,
            new Route(READING, pages::implicit));
  }

  /** Where this door answers. */
  public List<Mount> mounts() {
    return List.of(new Mount(METADATA, this), new Mount("/oauth/", this));
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.accountTo(bodies.part(User.ANONYMOUS));
    Route route = routes.get(exchange.rawPath());
    if (route != null) {
      AuditNote.of(exchange.request()).route(exchange.rawPath());
    }
    try {
      exchange.belongsTo(User.ANONYMOUS);
      if (route == null) {
        OAuthAnswers.error(exchange, new OAuthError(404, "invalid_request", "no such page"));
      } else if (!route.methods().contains(exchange.method())) {
        OAuthAnswers.error(exchange, OAuthAnswers.NOT_ALLOWED);
      } else {
        route.page().answer(exchange);
      }
    } catch (BodyTooLargeException large) {
      OAuthAnswers.error(exchange, new OAuthError(413, "invalid_request", "the form is too large"));
    } catch (BodyTooSlowException slow) {
      OAuthAnswers.error(
          exchange, new OAuthError(408, "invalid_request", "the form did not arrive in time"));
    } catch (ServerStopsException stops) {
      stops(exchange, stops);
    } catch (InterruptedException stopped) {
      stops(exchange, new ServerStopsException()); // not again, or nothing could be said any more
    } catch (NoRoomException full) {
      exchange.setHeader("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
      OAuthAnswers.error(
          exchange,
          new OAuthError(429, "temporarily_unavailable", String.valueOf(full.getMessage())));
    } catch (RuntimeException failure) {
      fail(exchange, failure);
    }
  }

  private static void stops(Exchange exchange, ServerStopsException stops) throws IOException {
    exchange.setHeader("Retry-After", Integer.toString(ServerStopsException.RETRY_AFTER_SECONDS));
    OAuthAnswers.error(
        exchange,
        new OAuthError(503, "temporarily_unavailable", String.valueOf(stops.getMessage())));
  }

  private static void fail(Exchange exchange, RuntimeException failure) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer broke off", failure);
    }
    String id = UUID.randomUUID().toString();
    LOG.error("unexpected failure, told to the client as id={}", id, failure);
    OAuthAnswers.error(
        exchange,
        OAuthError.SERVER_ERROR.saying(
            "an unexpected failure; the server's log has it under id " + id));
  }

  /** RFC 8414. */
  private void metadata(Exchange exchange) throws IOException {
    Issuer issuer = issuers.of(exchange);
    ObjectNode document = Json.object().put("issuer", issuer.url());
    document.put("authorization_endpoint", issuer.at("/oauth/authorize"));
    document.put("token_endpoint", issuer.at("/oauth/token"));
    Scopes.OF_USERS.forEach(document.putArray("scopes_supported")::add);
    document.putArray("response_types_supported").add("code").add("token");
    document.putArray("grant_types_supported").add("authorization_code").add("implicit");
    document.putArray("code_challenge_methods_supported").add("S256");
    exchange.status(200);
    OAuthAnswers.json(exchange, document);
  }
}
