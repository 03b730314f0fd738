package dev.weir.apiserver;

import dev.weir.access.Attributes;
import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.apiserver.request.Target;
import dev.weir.http.BodyBudget;
import dev.weir.http.Exchange;
import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The one list of what a method on a resource means. */
final class Routes {
  /** What answers a call. */
  interface Action {
    void answer(Call call) throws IOException, InterruptedException;
  }

  /**
   * A row of the list.
   *
   * @param named the path names an object
   * @param watching the query asks for a watch
   * @param verb the right that is needed
   */
  record Route(String method, boolean named, boolean watching, String verb, Action action) {
    boolean fits(String asked, boolean hasName, boolean wantsWatch) {
      return method.equals(asked) && named == hasName && watching == wantsWatch;
    }

    boolean hasBody() {
      return !method.equals("GET");
    }
  }

  private final Catalog catalog;
  private final Catalog old;
  private final List<Route> routes;

  /**
   * @param old what is served in the form of the time before groups
   */
  Routes(
      Catalog catalog,
      Catalog old,
      Answers answers,
      ObjectBodies bodies,
      WatchStream watches,
      BodyBudget budget) {
    this.catalog = catalog;
    this.old = old;
    Create made = new Create(answers, bodies);
    Deliver sent = new Deliver(answers);
    Action create =
        call -> {
          if (call.rest().takesCalls()) {
            sent.answer(call);
          } else {
            made.answer(call);
          }
        };
    this.routes =
        List.of(
            new Route("GET", true, false, "get", new Get(answers)::answer),
            new Route("GET", false, false, "list", new ListObjects(answers)::answer),
            new Route("GET", false, true, "watch", watches::answer),
            new Route("GET", true, true, "watch", watches::answer),
            new Route("POST", false, false, "create", create),
            new Route("POST", true, false, "create", create),
            new Route("PUT", true, false, "update", new Update(answers, bodies)::answer),
            new Route("PATCH", true, false, "patch", new Patch(answers, bodies)::answer),
            new Route("DELETE", true, false, "delete", new Delete(answers, bodies)::answer),
            new Route(
                "DELETE",
                false,
                false,
                "deletecollection",
                new DeleteCollection(answers, bodies, budget)::answer));
  }

  /**
   * What a path names.
   *
   * @param parent the resource itself
   * @param rest the subresource where the path names one, else the resource
   */
  record Found(Rest parent, Rest rest) {}

  /**
   * The resource that a target names.
   *
   * @throws dev.weir.resource.StatusException 404 if there is none
   */
  Found resource(Target target) {
    Rest rest =
        (target.old() ? old : catalog)
            .find(target.group(), target.version(), target.plural())
            .orElseThrow(() -> ApiStatus.noSuchPath().exception());
    boolean clusterWideInNamespace = !rest.kind().namespaced() && !target.namespace().isEmpty();
    boolean oneWithoutNamespace =
        rest.kind().namespaced() && target.namespace().isEmpty() && !target.name().isEmpty();
    if (clusterWideInNamespace || oneWithoutNamespace) {
      throw ApiStatus.noSuchPath().exception();
    }
    if (target.subresource().isEmpty()) {
      return new Found(rest, rest);
    }
    if (!rest.subresources().contains(target.subresource())) {
      throw ApiStatus.noSuchPath().exception();
    }
    return new Found(rest, rest.subresource(target.subresource()));
  }

  /**
   * What the method means there.
   *
   * @throws dev.weir.resource.StatusException 405 if it means nothing
   */
  Route route(Exchange exchange, Target target) {
    boolean named = !target.name().isEmpty();
    boolean watching = exchange.method().equals("GET") && QueryOptions.flag("watch", exchange);
    boolean creatable =
        !exchange.method().equals("POST") || named != target.subresource().isEmpty();
    return routes.stream()
        .filter(route -> creatable && route.fits(exchange.method(), named, watching))
        .findFirst()
        .orElseThrow(
            () ->
                ApiStatus.methodNotAllowed(
                        "the server does not allow this method on the requested resource")
                    .exception());
  }

  /**
   * The right that a call needs. A list or watch of one name is a right on that name, as in
   * Kubernetes; a namespace counts as being inside of itself.
   */
  static Attributes wish(Route route, Call call, Rest parent) {
    Target target = call.target();
    ResourceKind kind = parent.rightsKind();
    String name = target.name().isEmpty() ? selectedName(route, call) : target.name();
    String namespace = Kinds.isNamespace(kind) ? target.name() : target.namespace();
    return new Attributes(
        route.verb(), kind.group(), kind.plural(), target.subresource(), namespace, name, "");
  }

  private static String selectedName(Route route, Call call) {
    if (!route.verb().equals("list") && !route.verb().equals("watch")) {
      return "";
    }
    Optional<String> name =
        QueryOptions.list(call).fields().requirements().stream()
            .filter(r -> r.field().equals("metadata.name") && !r.negated())
            .map(dev.weir.resource.FieldSelector.Requirement::value)
            .findFirst();
    return name.orElse("");
  }
}
