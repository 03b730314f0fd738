package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** A subresource to which a BuildRequest is sent, and which answers with the Build. */
final class StartRest implements Rest {
  private final ResourceKind kind;
  private final Start start;

  /** Makes the build. */
  interface Start {
    ApiObject of(Scope scope, ObjectNode request, WriteOptions options);
  }

  StartRest(ResourceKind parent, Start start) {
    this.kind =
        ResourceKind.namespaced(
                parent.group(),
                parent.version(),
                parent.plural(),
                parent.singular(),
                BuildRequests.KIND)
            .withVerbs("create");
    this.start = start;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    return start.of(scope, request, options);
  }
}
