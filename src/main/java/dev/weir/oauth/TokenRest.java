package dev.weir.oauth;

import dev.weir.access.StoredToken;
import dev.weir.access.User;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Preconditions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Selection;
import dev.weir.objects.StoreContext;
import dev.weir.objects.TableView;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of people as objects, named by their hash: to be looked at, and to be ended, which is in
 * effect at once. Weir's own tokens, such as the administrator's, are not among them.
 */
final class TokenRest implements Rest {
  private static final List<String> FIELDS = List.of("clientName", "userName", "userUID");

  private final ResourceKind kind;
  private final StoreContext objects;
  private final Source source;
  private final BiPredicate<User, StoredToken> visible;

  /** Where the tokens are. */
  interface Source {
    List<StoredToken> all();

    Optional<StoredToken> named(String name);

    /** Ends the token; true if there was one. */
    boolean revoke(String name);
  }

  TokenRest(
      ResourceKind kind,
      StoreContext objects,
      Source source,
      BiPredicate<User, StoredToken> visible) {
    this.kind = kind;
    this.objects = objects;
    this.source = source;
    this.visible = visible;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return source
        .named(name)
        .filter(token -> isShown(scope, token))
        .map(this::object)
        .orElseThrow(() -> ApiStatus.notFound(kind, name).exception());
  }

  /** All at once: a limit is a wish that need not be granted. */
  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, FIELDS, Json::string);
    long revision = objects.store().sync();
    List<ApiObject> found =
        source.all().stream()
            .filter(token -> isShown(scope, token))
            .map(this::object)
            .filter(selection::includes)
            .toList();
    return new ObjectList(found, revision, "", 0);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    Preconditions.require(kind, name, get(scope, name).tree(), options);
    if (!options.dryRun() && !source.revoke(name)) {
      throw ApiStatus.notFound(kind, name).exception();
    }
    return ApiStatus.success();
  }

  private boolean isShown(Scope scope, StoredToken token) {
    return token.isOfPerson() && visible.test(scope.user(), token);
  }

  private ApiObject object(StoredToken token) {
    ObjectNode object = Json.object();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode meta = Meta.of(object);
    meta.put("name", token.name()).put("uid", token.uid());
    meta.put("resourceVersion", Long.toString(token.revision()));
    meta.put("creationTimestamp", token.created().truncatedTo(ChronoUnit.SECONDS).toString());
    object.put("clientName", token.grant().client());
    object.put("expiresIn", Duration.between(token.created(), token.expires()).toSeconds());
    token.grant().scopes().forEach(object.putArray("scopes")::add);
    object.put("redirectURI", token.grant().redirectUri());
    object.put("userName", token.grant().user().name());
    object.put("userUID", token.grant().user().uid());
    return ApiObject.of(object);
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("User Name", "User who let the client in"),
            TableView.Column.of("Client Name", "Client that was let in"),
            TableView.Column.of("Created", "Time since the token was made"),
            TableView.Column.of("Expires", "When the token ends"),
            TableView.Column.wide("Redirect URI", "Where the client was answered"),
            TableView.Column.of("Scopes", "What the token is narrowed to")),
        TokenRest::cells);
  }

  private static List<Object> cells(ObjectNode token, Instant now) {
    Instant created = Instant.parse(Json.string(Meta.of(token), "creationTimestamp"));
    return List.of(
        Meta.name(token),
        Json.string(token, "userName"),
        Json.string(token, "clientName"),
        TableView.age(token, now) + " ago",
        created.plusSeconds(token.path("expiresIn").asLong(0)).toString(),
        Json.string(token, "redirectURI"),
        Json.arrayAt(token, "scopes")
            .valueStream()
            .map(scope -> scope.asString(""))
            .collect(Collectors.joining(",")));
  }
}
