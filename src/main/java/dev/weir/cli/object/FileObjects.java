package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Does one thing with each object of the files, and goes on when one is refused. */
final class FileObjects {
  private FileObjects() {}

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
      Cluster cluster, Printer printer, ResourceKind kind, String namespace, ObjectNode object) {}

  static ExitCode each(Call call, Action action) throws IOException, InterruptedException {
    Printer printer = Printer.of(call, DryRun.of(call));
    Failures failures = new Failures(call);
    if (call.arguments().texts("--filename").isEmpty()) {
      throw CliException.usage("must specify one of -f and -k");
    }
    try (Cluster cluster = Cluster.of(call)) {
      for (ObjectNode object : ManifestFiles.read(call)) {
        try {
          ResourceKind kind = cluster.kinds().of(object);
          String namespace = kind.namespaced() ? namespace(call, cluster, object) : "";
          action.on(new Target(cluster, printer, kind, namespace, object));
        } catch (StatusException e) {
          failures.add(e);
        } catch (CliException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return failures.exitCode();
  }

  private static String namespace(Call call, Cluster cluster, ObjectNode object) {
    String own = Meta.namespace(object);
    if (own.isEmpty()) {
      return cluster.namespace();
    }
    if (!call.text("--namespace").isEmpty() && !own.equals(cluster.namespace())) {
      throw CliException.error(
          "the namespace from the provided object \""
              + own
              + "\" does not match the namespace \""
              + cluster.namespace()
              + "\". You must pass '--namespace="
              + own
              + "' to perform this operation.");
    }
    return own;
  }
}
