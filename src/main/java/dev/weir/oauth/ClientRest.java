package dev.weir.oauth;

import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Selection;
import dev.weir.objects.StoreContext;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The clients that the OAuth server knows. They are part of the program: others cannot be made. */
final class ClientRest implements Rest {
  private final StoreContext objects;
  private final Issuer issuer;

  ClientRest(StoreContext objects, Issuer issuer) {
    this.objects = objects;
    this.issuer = issuer;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.OAUTH_CLIENT;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return Client.of(name)
        .map(this::object)
        .orElseThrow(() -> ApiStatus.notFound(kind(), name).exception());
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, List.of(), (_, _) -> "");
    List<ApiObject> all =
        Stream.of(Client.values())
            .sorted(Comparator.comparing(Client::id))
            .map(this::object)
            .filter(selection::includes)
            .toList();
    return new ObjectList(all, objects.store().sync(), "", 0);
  }

  private ApiObject object(Client client) {
    ObjectNode object = Json.object();
    object.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    Meta.of(object).put("name", client.id());
    object.put("grantMethod", "auto").put("respondWithChallenges", client.answersChallenges());
    client.redirects(issuer).forEach(object.putArray("redirectURIs")::add);
    return ApiObject.of(object);
  }
}
