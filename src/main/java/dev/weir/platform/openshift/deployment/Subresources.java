package dev.weir.platform.openshift.deployment;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** What the actions of deployment configs have in common. */
final class Subresources {
  private Subresources() {}

  /** An action that takes a body of this kind. */
  static ResourceKind kind(String name) {
    ResourceKind of = Kinds.DEPLOYMENT_CONFIG;
    return ResourceKind.namespaced(of.group(), of.version(), of.plural(), of.singular(), name)
        .withVerbs("create");
  }

  /**
   * The config that is meant: the path says it, and the body may say it again.
   *
   * @throws dev.weir.resource.StatusException with code 400 if they differ
   */
  static String name(ObjectNode request) {
    String path = Meta.name(request);
    String body = Json.string(request, "name");
    if (!body.isEmpty() && !body.equals(path)) {
      throw ApiStatus.badRequest(
              "the name in the body ("
                  + body
                  + ") does not match the name in the path ("
                  + path
                  + ")")
          .exception();
    }
    return path;
  }
}
