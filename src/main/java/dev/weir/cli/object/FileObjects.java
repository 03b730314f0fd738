package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.FieldValidation;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Does one thing with each object of the files, and goes on when one is refused. */
final class FileObjects {
  private static final int FEW = 10;

  private FileObjects() {}

  static Flags declare(Flags flags) {
    FieldManager.declare(FieldValidation.declare(ManifestFiles.declare(flags)));
    return Printer.declare(DryRun.declare(flags));
  }

  /** Declares {@code -l} for verbs that may leave objects of the files out. */
  static Flags declareSelector(Flags flags) {
    return flags.text("-l,--selector", "SELECTOR", "Only the objects that have these labels.");
  }

  /** The objects of the files that {@code -l} leaves. */
  static List<ManifestFiles.Written> written(Call call, String verb, Failures failures)
      throws IOException {
    List<ManifestFiles.Written> all = ManifestFiles.read(call, verb, failures);
    LabelSelector selector;
    try {
      selector = LabelSelector.parse(call.text("--selector"));
    } catch (IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
    List<ManifestFiles.Written> found =
        all.stream().filter(one -> selector.matches(Meta.labels(one.object()))).toList();
    if (found.isEmpty() && !all.isEmpty() && !verb.equals("diff")) {
      throw CliException.error("no objects passed to " + verb);
    }
    return found;
  }

  /** The thing to do; the kind is that of the object, the namespace where it belongs. */
  interface Action {
    void on(Target target) throws IOException, InterruptedException;
  }

  /**
   * One object of a file.
   *
   * @param namespace empty if the kind is cluster-wide
   */
  record Target(
      Call call,
      Cluster cluster,
      Printer printer,
      FieldValidation validation,
      ResourceKind kind,
      String namespace,
      ObjectNode object) {

    /** Creates the object; that of another time had a version, and a new one has none. */
    ObjectNode create(String manager) throws IOException {
      return create(manager, object);
    }

    /** Creates another object in its place. */
    ObjectNode create(String manager, ObjectNode other) throws IOException {
      ObjectNode fresh = other.deepCopy();
      Meta.of(fresh).remove("resourceVersion");
      return writes(manager).create(kind, namespace, fresh);
    }

    Writes writes(String manager) {
      return new Writes(
          cluster.client(), printer.dryRun(), FieldManager.of(call, manager), validation);
    }
  }

  /**
   * Does it with each object.
   *
   * @param verb such as {@code create}
   * @param doing the verb in messages, such as {@code creating}
   */
  static ExitCode each(Call call, String verb, String doing, Action action)
      throws IOException, InterruptedException {
    FieldValidation validation = FieldValidation.of(call);
    Printer printer = Printer.of(call, DryRun.of(call));
    Failures failures = new Failures(call);
    if (!call.positional().isEmpty()) {
      throw CliException.usage("Unexpected args: " + call.positional());
    }
    if (call.arguments().texts("--filename").isEmpty()) {
      throw CliException.error("must specify one of -f and -k");
    }
    int done = 0;
    try (Cluster cluster = Cluster.of(call)) {
      for (ManifestFiles.Written written : written(call, verb, failures)) {
        ObjectNode object = written.object();
        try {
          ResourceKind kind = kind(cluster, written);
          String namespace = kind.namespaced() ? Address.namespace(call, cluster, object) : "";
          if (kind.namespaced()) {
            Meta.of(object).put("namespace", namespace);
          }
          action.on(new Target(call, cluster, printer, validation, kind, namespace, object));
          done++;
        } catch (StatusException e) {
          failures.add(e, "error when " + doing + " \"" + written.file() + "\"");
        } catch (CliException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    sayHowMany(call, done, failures.count());
    return failures.exitCode();
  }

  /** Of a few objects one sees it. */
  private static void sayHowMany(Call call, int done, int failed) {
    if (failed > 0 && done + failed > FEW) {
      call.warn("%d of %d objects were done, %d were not".formatted(done, done + failed, failed));
    }
  }

  private static ResourceKind kind(Cluster cluster, ManifestFiles.Written written)
      throws IOException {
    ObjectNode object = written.object();
    try {
      return cluster.kinds().of(object);
    } catch (CliException e) {
      throw CliException.error(
          "resource mapping not found for name: \""
              + Meta.name(object)
              + "\" namespace: \""
              + Meta.namespace(object)
              + "\" from \""
              + written.file()
              + "\": "
              + e.getMessage()
              + "\nensure CRDs are installed first");
    }
  }
}
