package dev.weir.imageapi;

import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code imagestreams/secrets}: the pull secrets of the namespace (image-api.md 6.6). */
final class ImageStreamSecretsRest implements Rest {
  private static final String EXCLUDE = "openshift.io/image.excludeSecret";
  private static final Set<String> TYPES =
      Set.of("kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson");

  private final Rest secrets;

  ImageStreamSecretsRest(Rest secrets) {
    this.secrets = secrets;
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.SECRET_LIST;
  }

  @Override
  public ApiObject get(Scope scope, String stream) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    tree.putObject("metadata");
    ArrayNode items = tree.putArray("items");
    pullSecrets(scope).forEach(items::add);
    return ApiObject.of(tree);
  }

  /** Secrets that hold registry logins and are not kept out of imports. */
  List<ObjectNode> pullSecrets(Scope scope) {
    return secrets.list(scope, ListOptions.ALL).items().stream()
        .map(ApiObject::tree)
        .filter(secret -> TYPES.contains(Json.string(secret, "type")))
        .filter(secret -> !Meta.annotation(secret, EXCLUDE).equals("true"))
        .toList();
  }
}
