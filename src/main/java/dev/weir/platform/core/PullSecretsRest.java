package dev.weir.platform.core;

import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
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
public final class PullSecretsRest implements Rest {
  private static final ResourceKind SECRET_LIST =
      new ResourceKind(
          "image.openshift.io",
          "v1",
          "secrets",
          "secret",
          "SecretList",
          true,
          List.of(),
          List.of(),
          List.of("get"));

  private static final String EXCLUDE = "openshift.io/image.excludeSecret";
  private static final Set<String> TYPES =
      Set.of("kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson");

  private final Rest secrets;

  /**
   * A subresource of streams.
   *
   * @param secrets the kind itself
   */
  public PullSecretsRest(Rest secrets) {
    this.secrets = secrets;
  }

  @Override
  public ResourceKind kind() {
    return SECRET_LIST;
  }

  @Override
  public boolean takesListOptions() {
    return true;
  }

  @Override
  public ApiObject get(Scope scope, String stream) {
    return get(scope, stream, ListOptions.ALL);
  }

  /** Pages are those of all secrets: one may hold fewer, or none, and there be more. */
  @Override
  public ApiObject get(Scope scope, String stream, ListOptions options) {
    ObjectList page = secrets.list(scope, options);
    options.requireExact(page);
    ObjectNode tree = Json.object();
    tree.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
    }
    ArrayNode items = tree.putArray("items");
    page.only(PullSecretsRest::isPullSecret).forEach(secret -> items.add(secret.copy()));
    return ApiObject.of(tree);
  }

  /** True for logins at registries that are not kept out of imports. */
  private static boolean isPullSecret(ApiObject secret) {
    return TYPES.contains(Json.string(secret.tree(), "type"))
        && !Meta.annotation(secret.tree(), EXCLUDE).equals("true");
  }
}
