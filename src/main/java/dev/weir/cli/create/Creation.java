package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.FieldValidation;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** What the verbs of this package share: one name, one object, one POST. */
final class Creation {
  private Creation() {}

  static Flags declare(Flags flags) {
    SavedConfig.declare(FieldManager.declare(FieldValidation.declare(flags)));
    return Printer.declare(DryRun.declare(flags));
  }

  /**
   * The one name among the arguments.
   *
   * @throws CliException if there is none or more than one
   */
  static String name(Call call) {
    if (call.positional().size() != 1) {
      throw CliException.usage("exactly one NAME is required, got " + call.positional().size());
    }
    return call.positional().getFirst();
  }

  /** An object with its kind and name, in the namespace of the call if it has one. */
  static ObjectNode object(Cluster cluster, ResourceKind kind, String name) {
    ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode meta = Meta.of(object).put("name", name);
    if (kind.namespaced()) {
      meta.put("namespace", cluster.namespace());
    }
    return object;
  }

  /**
   * As {@link #create}, with a refusal in kubectl's words for kinds that it has flags for.
   *
   * @param failed such as {@code failed to create role:}
   */
  static ExitCode create(
      Call call, Cluster cluster, ResourceKind kind, ObjectNode object, String failed)
      throws IOException {
    try {
      return create(call, cluster, kind, object);
    } catch (StatusException e) {
      if (e.status().code() == 401 || e.status().code() == 422) {
        throw e;
      }
      throw CliException.error(failed + " " + e.status().message());
    }
  }

  static ExitCode create(Call call, Cluster cluster, ResourceKind kind, ObjectNode object)
      throws IOException {
    DryRun dryRun = DryRun.of(call);
    String manager = FieldManager.of(call, "weir-create");
    FieldValidation validation = FieldValidation.of(call);
    SavedConfig.keep(call, object);
    String namespace = kind.namespaced() ? cluster.namespace() : "";
    ObjectNode created =
        dryRun == DryRun.CLIENT
            ? object
            : new Writes(cluster.client(), dryRun, manager, validation)
                .create(kind, namespace, object);
    Printer.of(call, dryRun).done(kind, created, "created");
    return ExitCode.SUCCESS;
  }
}
