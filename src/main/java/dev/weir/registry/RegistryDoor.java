package dev.weir.registry;

import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.access.DeniedException;
import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.http.BodyBudget;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.ServerStopsException;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.registry.request.Route;
import dev.weir.streams.RecordPush;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamNames;
import dev.weir.streams.StreamTags;
import dev.weir.streams.removal.DeletedDigests;
import dev.weir.window.NoWindowException;
import dev.weir.window.WindowNames;
import dev.weir.window.WindowRepository;
import dev.weir.window.Windows;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** Answers the distribution protocol and the token endpoint (registry.md 1, 2, 3). */
public final class RegistryDoor implements Door {
  static final HttpField API_VERSION =
      new PreEncodedHttpField("Docker-Distribution-API-Version", "registry/2.0");

  /** Tells by which upstream a repository was asked for. */
  static final String NAMESPACE = "OCI-Namespace";

  private final Routes routes;
  private final Windows windows;
  private final Access access;
  private final BodyBudget bodies;

  /**
   * What the door stands in front of.
   *
   * @param letGo is told of blobs that somebody who may wants off the disk
   * @param through what streams show of other registries
   * @param cached bytes of manifests that are kept at hand
   */
  public record Parts(
      BlobStore blobs,
      PushLeases leases,
      StreamNames names,
      RepositoryLinks links,
      StreamTags tags,
      StreamContent content,
      RecordPush recordPush,
      DeletedDigests deletes,
      Consumer<Digest> letGo,
      PullThrough through,
      Windows windows,
      Authenticator authenticator,
      Authorizer authorizer,
      Realm realm,
      InstantSource clock,
      BodyBudget bodies,
      long cached) {}

  public RegistryDoor(Parts parts) {
    this.access = new Access(parts.authenticator(), parts.authorizer(), parts.realm());
    this.windows = parts.windows();
    this.bodies = parts.bodies();
    this.routes = new Routes(parts, access);
  }

  /** A manifest's bytes are not there any more. */
  public void forget(Digest manifest) {
    routes.forget(manifest);
  }

  @Override
  public void handle(Exchange http) throws IOException {
    try {
      http.setHeader(API_VERSION);
      serve(http);
    } catch (IOException | RuntimeException e) {
      ErrorResponse.send(http, e);
    } catch (InterruptedException _) {
      ErrorResponse.send(http, new ServerStopsException());
    }
  }

  /** The order of checks: path, method, name, caller, right; only then is anything looked up. */
  private void serve(Exchange http) throws IOException, InterruptedException {
    Route route =
        Route.of(http.rawPath())
            .orElseThrow(() -> RegistryErrors.UNSUPPORTED.refuse(404, "no such path"));
    AuditNote.of(http.request()).route(route.kind().template());
    Routes.Served served = routes.find(http.method(), route);
    switch (served) {
      case Routes.ServedPlain(var action) -> {
        http.belongsTo(User.ANONYMOUS);
        http.accountTo(bodies.part(User.ANONYMOUS));
        action.serve(http);
      }
      case Routes.ServedRepository(var right, var action) -> {
        WindowRepository asked = name(http, route, windows.names()::literal);
        asked.ns().ifPresent(ns -> http.setHeader(NAMESPACE, ns));
        String scope = scope(http, right, route, asked.stream());
        User user = access.require(http, right, asked.stream(), scope);
        WindowRepository repository =
            right == Right.PUSH ? asked : name(http, route, windows.names()::find);
        if (!repository.stream().equals(asked.stream())) {
          user = access.require(http, right, repository.stream(), scope);
        }
        access.does(http, right.deed(repository.stream()));
        requireShown(repository);
        http.belongsTo(user);
        http.accountTo(bodies.part(user));
        serve(action, new RepositoryCall(http, user, repository, route.reference()), scope);
      }
    }
  }

  /** Nobody who lacks a right that only the action knows of is asked to log in as well. */
  private void serve(Action.OnRepository action, RepositoryCall call, String scope)
      throws IOException, InterruptedException {
    try {
      action.serve(call);
    } catch (DeniedException e) {
      if (call.user().isAnonymous()) {
        throw access.loginRequired(call.http(), scope);
      }
      throw e;
    }
  }

  /**
   * All that the request could need, so that clients ask for it at once: to mount a blob, to pull
   * where it is. Who may not do that uploads it.
   */
  private String scope(Exchange http, Right right, Route route, StreamName repository) {
    String own = right.scope(repository);
    return route.kind() == Route.Kind.UPLOADS && http.hasQuery("mount")
        ? source(http.query("from"))
            .filter(from -> !from.equals(repository))
            .map(from -> own + " " + Right.PULL.scope(from))
            .orElse(own)
        : own;
  }

  /** What a name says by itself: what is there is not everybody's business. */
  private Optional<StreamName> source(String name) {
    try {
      return Optional.of(windows.names().literal("", name).stream());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * By an upstream's name nothing is served of another one: clients go on to the upstream itself.
   */
  private void requireShown(WindowRepository name) {
    if (name.ns().isPresent()) {
      name.shown()
          .flatMap(shown -> windows.pulls().another(shown, name.stream()))
          .ifPresent(
              repository -> {
                throw RegistryErrors.NAME_UNKNOWN.refuse(
                    FollowedUpstream.ofAnother(name, repository));
              });
    }
  }

  /** Reads the name of a repository, as {@link WindowNames} does. */
  private interface Names {
    WindowRepository find(String ns, String path);
  }

  /**
   * A HEAD has no body to say what is wrong with a name: clients take 404 for an answer and go on
   * to the request that has one.
   */
  private static WindowRepository name(Exchange http, Route route, Names names) {
    String ns = http.query("ns");
    try {
      return names.find(ns.equalsIgnoreCase(http.authority()) ? "" : ns, route.repository());
    } catch (NoWindowException e) {
      throw RegistryErrors.NAME_UNKNOWN.refuse(e.getMessage());
    } catch (IllegalArgumentException e) {
      int status = http.method().equals("HEAD") ? 404 : RegistryErrors.NAME_INVALID.status();
      throw RegistryErrors.NAME_INVALID.refuse(status, e.getMessage());
    }
  }
}
