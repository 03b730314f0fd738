package dev.weir.hook;

import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.hook.HookFigures.Result;
import dev.weir.hook.notification.HintedImage;
import dev.weir.hook.notification.HintedImages;
import dev.weir.hook.notification.NotificationException;
import dev.weir.hook.notification.Notifications;
import dev.weir.host.Host;
import dev.weir.http.BodyBudget;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.Mount;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.importing.schedule.Hints;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.resource.Webhook.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.io.EofException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes notifications at {@code /hooks/NAMESPACE/NAME}, behind which the secret may stand. Somebody
 * who does not prove to know it learns nothing: a webhook that is not there, another secret of its
 * name and a wrong token are one answer, after the same work. Who proves it learns how many tags
 * are going to be looked at.
 */
public final class HookDoor implements Door {
  /** Where all webhooks are; behind the names of one, an address may hold its secret. */
  public static final String ROOT = "/hooks/";

  private static final int MAX_BYTES = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LIMITED_SECONDS = 10;
  private static final String EVENT = "X-GitHub-Event";
  private static final String PING = "ping";

  /** What is read and compared where there is no webhook. */
  private static final Hook STAND_IN =
      new Hook(new HookName("none", "none"), "-".repeat(43), Sender.DISTRIBUTION.word());

  private static final ObjectNode STAND_IN_SECRET = STAND_IN.secret();

  private final SecretSource secrets;
  private final Host host;
  private final Hints hints;
  private final HookRates rates;
  private final BodyBudget bodies;
  private final Function<Exchange, String> address;
  private final HookFigures figures = new HookFigures();

  /**
   * What the door is built on.
   *
   * @param hints who looks at tags
   * @param steady a clock that never goes back
   * @param address the server as a caller elsewhere may name it: {@code https://host[:port]}
   */
  public record Parts(
      SecretSource secrets,
      Host host,
      Hints hints,
      InstantSource steady,
      BodyBudget bodies,
      Function<Exchange, String> address) {}

  public HookDoor(Parts parts) {
    this.secrets = parts.secrets();
    this.host = parts.host();
    this.hints = parts.hints();
    this.rates = new HookRates(parts.steady());
    this.bodies = parts.bodies();
    this.address = parts.address();
  }

  /** Where this door answers. */
  public Mount mount() {
    return new Mount(ROOT, this);
  }

  public HookFigures figures() {
    return figures;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    AuditNote.of(exchange.request()).route(ROOT);
    try {
      answerOrFail(exchange);
    } catch (IOException gone) {
      // As another exception it would be logged with the address as it was sent.
      throw new EofException(gone);
    }
  }

  private void answerOrFail(Exchange exchange) throws IOException {
    try {
      answer(exchange);
    } catch (InterruptedException _) {
      fail(exchange, new ServerStopsException());
    } catch (BodyTooLargeException
        | BodyTooSlowException
        | NoRoomException
        | ServerStopsException
        | RuntimeException failure) {
      fail(exchange, failure);
    }
  }

  private static void fail(Exchange exchange, Exception failure) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer broke off", failure);
    }
    HookErrors.send(exchange, HookErrors.translate(failure));
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    if (reads && exchange.rawPath().equals(ROOT)) {
      exchange.belongsTo(User.ANONYMOUS);
      say(exchange, 200, Json.object().put("address", address.apply(exchange) + ROOT));
      return;
    }
    if (!exchange.method().equals("POST")) {
      exchange.belongsTo(User.ANONYMOUS);
      exchange.setHeader("Allow", "POST");
      throw ApiStatus.methodNotAllowed("a webhook takes POST only").exception();
    }
    Optional<Hook> hook = proven(exchange);
    if (hook.isEmpty()) {
      exchange.belongsTo(User.ANONYMOUS);
      figures.count(Result.REFUSED);
      throw ApiStatus.noSuchPath().exception();
    }
    take(exchange, hook.get());
  }

  /** The webhook, if the sender proves to know its token. */
  private Optional<Hook> proven(Exchange exchange) throws IOException {
    Optional<HookName> name = HookName.parse(exchange.rawPath());
    Offered offered = Offered.of(exchange);
    if (name.isEmpty() || (offered.tokens().isEmpty() && !offered.isSigned())) {
      return Optional.empty();
    }
    Optional<Hook> hook = find(name.get());
    String token = hook.map(Hook::token).orElse(STAND_IN.token());
    boolean proven = offered.isToken(token);
    if (!proven && offered.isSigned()) {
      exchange.belongsTo(User.ANONYMOUS);
      proven = offered.signs(body(exchange, User.ANONYMOUS), token);
    }
    return proven ? hook.filter(found -> isOpen(found.name())) : Optional.empty();
  }

  /** Finding none is as much work as finding one. */
  private Optional<Hook> find(HookName name) {
    Optional<ObjectNode> secret = secrets.find(name.namespace(), name.name());
    Optional<Hook> read = Hook.of(name, secret.orElse(STAND_IN_SECRET));
    return secret.isPresent() ? read : Optional.empty();
  }

  private boolean isOpen(HookName hook) {
    try {
      host.hold(hook.namespace(), Kinds.SECRET, hook.name());
      return true;
    } catch (StatusException gone) {
      if (gone.status().code() >= 500) {
        throw gone;
      }
      return false;
    }
  }

  private byte[] body(Exchange exchange, User user) throws IOException {
    if (exchange.account().isEmpty()) {
      exchange.accountTo(bodies.part(user));
    }
    exchange.expectBodyWithin(PATIENCE);
    return exchange.readBody(MAX_BYTES);
  }

  private void take(Exchange exchange, Hook hook) throws IOException, InterruptedException {
    AuditNote.of(exchange.request()).caller(hook.user());
    exchange.belongsTo(hook.party());
    Optional<HookRates.Turn> turn = rates.begin(hook.name());
    if (turn.isEmpty()) {
      figures.count(Result.LIMITED);
      throw ApiStatus.tooManyRequests(
              "the webhook "
                  + hook.name()
                  + " takes "
                  + HookRates.A_MINUTE
                  + " notifications a minute, "
                  + HookRates.AT_ONCE
                  + " at once",
              LIMITED_SECONDS)
          .exception();
    }
    exchange.beforeAnswer(turn.get()::close);
    if (exchange.header(EVENT).filter(PING::equals).isPresent()) {
      figures.count(Result.TAKEN);
      say(exchange, 200, Json.object().put("tags", 0));
      return;
    }
    int tags = hinted(hook, body(exchange, hook.party()), exchange);
    figures.count(Result.TAKEN);
    say(exchange, 202, Json.object().put("tags", tags));
  }

  private int hinted(Hook hook, byte[] body, Exchange exchange)
      throws IOException, InterruptedException {
    List<HintedImage> images;
    try (BodyBudget.Turn _ = bodies.turn(body.length)) {
      images = Notifications.read(sender(hook), FormPayload.of(exchange, body));
    } catch (NotificationException e) {
      figures.count(Result.MALFORMED);
      throw ApiStatus.badRequest(
              "this is no notification that the webhook "
                  + hook.name()
                  + " takes: "
                  + e.getMessage())
          .exception();
    }
    return images.isEmpty() ? 0 : hints.hint(hook.name().namespace(), new HintedImages(images));
  }

  private static Sender sender(Hook hook) {
    if (hook.sender().isEmpty()) {
      return Sender.GENERIC;
    }
    return Sender.of(hook.sender())
        .orElseThrow(
            () ->
                ApiStatus.badRequest(
                        "the webhook %s has a sender that is none of %s"
                            .formatted(hook.name(), Sender.words()))
                    .exception());
  }

  private static void say(Exchange exchange, int code, ObjectNode answer) throws IOException {
    exchange.status(code);
    exchange.send("application/json", (Json.text(answer) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
