package dev.weir.registry;

import dev.weir.reference.Digest;
import dev.weir.registry.extension.Extensions;
import dev.weir.registry.extension.TagHistory;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.Right;
import dev.weir.registry.request.Route;
import dev.weir.registry.upload.Uploads;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The only place that maps method and path to an action and the right that it needs. */
final class Routes {
  private final Map<Route.Kind, Map<String, Served>> table = new HashMap<>();

  /** A row of the table. */
  sealed interface Served {}

  record ServedPlain(Action.Plain action) implements Served {}

  record ServedRepository(Right right, Action.OnRepository action) implements Served {}

  private final ManifestCache manifests;

  Routes(RegistryDoor.Parts parts, Access access) {
    long half = parts.cached() / 2;
    this.manifests = new ManifestCache(parts.blobs(), half);
    RepositoryContent pushed = new LocalContent(parts, manifests);
    RepositoryContent content = new ThroughContent(pushed, parts.through(), parts.tags(), half);
    FollowedUpstream upstream = new FollowedUpstream(parts.windows(), access);
    Leases leases = new Leases(parts, access);
    Uploads uploads =
        new Uploads(parts.blobs(), parts.links(), new Mounts(parts, pushed, leases, access));
    RequiredContent required =
        new RequiredContent(
            pushed, parts.content(), parts.through(), parts.blobs(), leases, parts.bodies());

    get(Route.Kind.HEALTH, new Health());
    get(Route.Kind.PING, new Ping(access));
    get(Route.Kind.EXTENSIONS, Extensions.ofRegistry(http -> access.caller(http, "")));
    get(Route.Kind.CATALOG, new Catalog(parts.names(), access));
    Token token = new Token(access, parts.clock());
    get(Route.Kind.TOKEN, token);
    on("DELETE", Route.Kind.STORED_BLOB, new DeleteStoredBlob(parts, access));
    on("POST", Route.Kind.TOKEN, token);

    get(Route.Kind.MANIFEST, Right.PULL, new GetManifest(content, parts.tags(), leases, upstream));
    on("PUT", Route.Kind.MANIFEST, Right.PUSH, new PutManifest(parts, required, leases));
    on("DELETE", Route.Kind.MANIFEST, Right.DELETE, new DeleteManifest(parts, leases, access));
    get(Route.Kind.TAGS, Right.PULL, new ListTags(parts.tags()));
    get(
        Route.Kind.TAG_HISTORY,
        Right.PULL,
        new TagHistory(parts.tags(), content::known, access::may));
    get(Route.Kind.REPOSITORY_EXTENSIONS, Right.PULL, Extensions::ofRepository);
    get(Route.Kind.REFERRERS, Right.PULL, new Referrers(parts, content));

    get(Route.Kind.BLOB, Right.PULL, new GetBlob(content, leases));
    on("DELETE", Route.Kind.BLOB, Right.DELETE, new DeleteBlob(parts, leases, access));
    on("POST", Route.Kind.UPLOADS, Right.PUSH, uploads.start());
    get(Route.Kind.UPLOAD, Right.PUSH, uploads.get());
    on("PATCH", Route.Kind.UPLOAD, Right.PUSH, uploads.patch());
    on("PUT", Route.Kind.UPLOAD, Right.PUSH, uploads.finish());
    on("DELETE", Route.Kind.UPLOAD, Right.PUSH, uploads.cancel());
  }

  /** A manifest's bytes are not there any more. */
  void forget(Digest manifest) {
    manifests.forget(manifest);
  }

  Served find(String method, Route route) {
    Map<String, Served> methods = table.getOrDefault(route.kind(), Map.of());
    Served served = methods.get(method);
    if (served == null) {
      throw RegistryErrors.UNSUPPORTED
          .refuse(method + " is not supported here")
          .header("Allow", String.join(", ", methods.keySet()));
    }
    return served;
  }

  private void get(Route.Kind kind, Action.Plain action) {
    on("GET", kind, action);
    on("HEAD", kind, action);
  }

  private void get(Route.Kind kind, Right right, Action.OnRepository action) {
    on("GET", kind, right, action);
    on("HEAD", kind, right, action);
  }

  private void on(String method, Route.Kind kind, Action.Plain action) {
    row(method, kind, new ServedPlain(action));
  }

  private void on(String method, Route.Kind kind, Right right, Action.OnRepository action) {
    row(method, kind, new ServedRepository(right, action));
  }

  private void row(String method, Route.Kind kind, Served served) {
    table.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(method, served);
  }
}
