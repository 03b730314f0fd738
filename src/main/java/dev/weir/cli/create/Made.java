package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A verb that makes one object of what its flags say.
 *
 * @param own flags beside those that all such verbs have
 * @param name of the object, from the call
 * @param failed what a refusal begins with in kubectl's words, such as {@code failed to create
 *     quota:}; empty if it stands for itself
 */
record Made(
    Supplier<Flags> own, ResourceKind kind, Function<Call, String> name, String failed, Fill fill)
    implements Command {
  /** Refusals that stand for themselves with every kind: who calls, and what is wrong with it. */
  private static final Set<Integer> PLAIN = Set.of(401, 422);

  /** Puts what the flags say into an object that has kind, name and namespace only. */
  interface Fill {
    void into(ObjectNode object, Call call, Cluster cluster) throws IOException;
  }

  Made(Supplier<Flags> own, ResourceKind kind, String failed, Fill fill) {
    this(own, kind, Made::onlyName, failed, fill);
  }

  /**
   * The one name among the arguments.
   *
   * @throws CliException if there is none or more than one
   */
  static String onlyName(Call call) {
    if (call.positional().size() != 1) {
      throw CliException.usage("exactly one NAME is required, got " + call.positional().size());
    }
    return call.positional().getFirst();
  }

  /** The values of a flag that may be repeated and hold several with commas between. */
  static List<String> values(Call call, String flag) {
    return call.arguments().texts(flag).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  @Override
  public Flags flags() {
    Flags flags = own.get();
    SavedConfig.declare(FieldManager.declare(FieldValidation.declare(flags)));
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String called = name.apply(call);
    DryRun dryRun = DryRun.of(call);
    Printer printer = Printer.of(call, dryRun);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode object =
          Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
      ObjectNode meta = Meta.of(object).put("name", called);
      String namespace = kind.namespaced() ? cluster.namespace() : "";
      if (kind.namespaced() && (dryRun != DryRun.CLIENT || !call.text("--namespace").isEmpty())) {
        meta.put("namespace", namespace); // or what is printed may be created in any namespace
      }
      fill.into(object, call, cluster);
      if (call.flag("--append-hash")) {
        meta.put("name", called + "-" + DataHash.of(object));
      }
      String manager = FieldManager.of(call, "weir-create");
      FieldValidation validation = FieldValidation.of(call);
      SavedConfig.keep(call, object);
      ObjectNode made =
          dryRun == DryRun.CLIENT
              ? object
              : create(
                  new Writes(cluster.client(), dryRun, manager, validation), namespace, object);
      printer.done(kind, made, "created");
      return ExitCode.SUCCESS;
    }
  }

  private ObjectNode create(Writes writes, String namespace, ObjectNode object) throws IOException {
    try {
      return writes.create(kind, namespace, object);
    } catch (StatusException e) {
      if (failed.isEmpty() || PLAIN.contains(e.status().code())) {
        throw e;
      }
      throw CliException.error(failed + " " + e.status().message());
    }
  }
}
