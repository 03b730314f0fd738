package dev.weir.apiserver;

import dev.weir.access.Attributes;
import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.apiserver.caller.BearerCallers;
import dev.weir.apiserver.caller.CallerSource;
import dev.weir.apiserver.caller.Callers;
import dev.weir.apiserver.legacy.LegacyForms;
import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.Target;
import dev.weir.audit.AuditNote;
import dev.weir.http.BodyBudget;
import dev.weir.http.BodyTooLargeException;
import dev.weir.http.BodyTooSlowException;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.NoRoomException;
import dev.weir.http.ServerStopsException;
import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.protobuf.KindSchemas;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Answers Kubernetes-style requests: identify the caller, find the page or resource, check the
 * right, act. Every failure becomes a {@code Status} (cli.md 18).
 */
public final class ApiDoor implements Door, AutoCloseable {
  private final Callers callers;
  private final Pages pages;
  private final Routes routes;
  private final WatchStream watches;
  private final Slots slots;
  private final BodyBudget bodies;
  private final Duration patience;

  /**
   * @param version of the product, such as {@code 0.1.0}
   * @param ready what {@code /readyz} answers
   */
  public ApiDoor(
      Catalog catalog,
      Access access,
      Clock clock,
      String version,
      Readiness ready,
      BodyBudget bodies) {
    this(catalog, access, Times.of(clock), version, ready, Map.of(), bodies);
  }

  /**
   * A door with more pages.
   *
   * @param permitted pages by path, each for those who may ask for that path by the method, or whom
   *     the page lets in itself
   * @param bodies what bodies may take of the memory
   */
  public ApiDoor(
      Catalog catalog,
      Access access,
      Times times,
      String version,
      Readiness ready,
      Map<String, Door> permitted,
      BodyBudget bodies) {
    this(catalog, access, times, version, ready, permitted, bodies, Bounds.USUAL);
  }

  /** A door with bounds of its own. */
  public ApiDoor(
      Catalog catalog,
      Access access,
      Times times,
      String version,
      Readiness ready,
      Map<String, Door> permitted,
      BodyBudget bodies,
      Bounds bounds) {
    Answers answers = new Answers(times.clock());
    this.slots = new Slots(bounds);
    this.bodies = bodies;
    this.patience = bounds.body();
    Catalog served = LegacyForms.withKindsOfOldFiles(catalog);
    Catalog old = LegacyForms.catalog(catalog);
    KindSchemas schemas = new KindSchemas();
    this.callers = new Callers(access.sources(), access.authorizer());
    this.pages = new Pages(served, old, schemas, version, ready, permitted);
    this.watches = new WatchStream(answers, times.steady(), slots, bounds.sign());
    this.routes = new Routes(served, old, answers, new ObjectBodies(schemas), watches, bodies);
  }

  /**
   * Two clocks.
   *
   * @param clock the time of day, for ages
   * @param steady one that never goes back, for how long a watch lasts
   */
  public record Times(Clock clock, InstantSource steady) {
    /** Where nobody puts the clock back. */
    public static Times of(Clock clock) {
      return new Times(clock, clock);
    }
  }

  /**
   * Who decides who calls and what they may do.
   *
   * @param sources asked in turn for who calls
   */
  public record Access(List<CallerSource> sources, Authorizer authorizer) {
    public Access {
      sources = List.copyOf(sources);
    }

    /** Callers have tokens only. */
    public Access(Authenticator tokens, Authorizer authorizer) {
      this(List.of(new BearerCallers(tokens)), authorizer);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    try {
      exchange.setHeader("Cache-Control", "no-cache, private");
      answer(exchange);
    } catch (BodyTooLargeException tooLarge) {
      StatusErrors.send(exchange, tooLarge);
    } catch (BodyTooSlowException tooSlow) {
      StatusErrors.send(exchange, tooSlow);
    } catch (NoRoomException full) {
      StatusErrors.send(exchange, full);
    } catch (ServerStopsException stops) {
      StatusErrors.send(exchange, stops);
    } catch (InterruptedException _) {
      StatusErrors.send(exchange, new ServerStopsException());
    } catch (RuntimeException failure) {
      StatusErrors.send(exchange, failure);
    }
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.rawPath();
    Optional<Pages.Page> page = pages.find(path);
    page.ifPresent(_ -> AuditNote.of(exchange.request()).route(Pages.template(path)));
    if (page.isPresent() && page.get().audience() == Pages.Audience.EVERYBODY) {
      exchange.belongsTo(User.ANONYMOUS);
      page(exchange, page.get());
      return;
    }
    User user = callers.identify(exchange);
    exchange.belongsTo(user);
    if (page.isPresent()) {
      if (user.isAnonymous() || page.get().audience() == Pages.Audience.PERMITTED) {
        callers.check(user, nonResource(exchange));
      }
      page(exchange, page.get());
      return;
    }
    Optional<Target> target = Target.parse(path);
    if (target.isEmpty()) {
      throw ApiStatus.noSuchPath().exception();
    }
    resource(exchange, user, target.get());
  }

  private void resource(Exchange exchange, User user, Target target)
      throws IOException, InterruptedException {
    Routes.Found found = routes.resource(target);
    AuditNote.of(exchange.request()).route(target.template());
    if (exchange.secretInPath().isPresent() && !found.rest().takesCalls()) {
      throw ApiStatus.noSuchPath().exception(); // the path is longer than what is left of it
    }
    Routes.Route route = routes.route(exchange, target);
    Call call = new Call(exchange, user, target, found.rest());
    Attributes wish = Routes.wish(route, call, found.parent());
    AuditNote.of(exchange.request()).wanted(wish);
    if (!route.verb().equals("create") || !found.rest().checksRightToCreate()) {
      callers.check(user, wish);
      AuditNote.of(exchange.request()).permitted(wish);
    }
    if (route.watching()) {
      route.action().answer(call);
      return;
    }
    BodyBudget.Part part = bodies.part(user);
    exchange.accountTo(part);
    int length = 0;
    if (route.hasBody()) {
      exchange.expectBodyWithin(patience);
      length = exchange.readBody(Json.MAX_BYTES).length;
    }
    if (route.verb().equals("create") && found.rest().waitsForOthers()) {
      part.takeTree(length);
      route.action().answer(call);
      return;
    }
    long largest = length;
    if (route.hasBody()) {
      largest = Math.max(length, present(found.parent(), call));
      exchange.expectAnswer(largest);
    }
    try (BodyBudget.Turn turn = bodies.turn(largest)) {
      exchange.beforeAnswer(turn::close);
      slots.request(user, exchange, () -> route.action().answer(call));
    }
  }

  /** What a small request may make the server parse, and answer with. */
  private static long present(Rest resource, Call call) {
    return call.name().isEmpty() ? 0 : resource.storedBytes(call.scope(), call.name());
  }

  private static void page(Exchange exchange, Pages.Page page)
      throws IOException, InterruptedException {
    if (!page.methods().contains(exchange.method())) {
      String allowed = String.join(" and ", new TreeSet<>(page.methods()));
      throw ApiStatus.methodNotAllowed(
              "only %s are allowed on %s".formatted(allowed, exchange.rawPath()))
          .exception();
    }
    page.content().send(exchange);
  }

  private static Attributes nonResource(Exchange exchange) {
    return Attributes.nonResource(exchange.method().toLowerCase(Locale.ROOT), exchange.rawPath());
  }

  /** How many watches are open. */
  public long watching() {
    return slots.watching();
  }

  /** Ends the watches that run, so that the server can stop. */
  @Override
  public void close() {
    watches.stop();
  }
}
