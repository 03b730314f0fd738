package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A verb that makes one object of what its flags say.
 *
 * @param own flags beside those that all such verbs have
 * @param failed what a refusal begins with in kubectl's words, such as {@code failed to create
 *     quota:}; empty if it stands for itself
 */
record Made(Supplier<Flags> own, ResourceKind kind, String failed, Fill fill) implements Command {
  /** Puts what the flags say into an object that has kind and name only. */
  interface Fill {
    void into(ObjectNode object, Call call) throws IOException;
  }

  @Override
  public Flags flags() {
    return Creation.declare(own.get());
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode meta = Meta.of(object).put("name", Creation.name(call));
    if (kind.namespaced()) {
      meta.put("namespace", "");
    }
    fill.into(object, call);
    try (Cluster cluster = Cluster.of(call)) {
      if (kind.namespaced()) {
        meta.put("namespace", cluster.namespace());
      }
      return failed.isEmpty()
          ? Creation.create(call, cluster, kind, object)
          : Creation.create(call, cluster, kind, object, failed);
    }
  }
}
