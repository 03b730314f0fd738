package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Failures;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an object is on the server.
 *
 * @param namespace empty if the kind is cluster-wide
 */
public record Address(ObjectName name, String namespace) {

  /**
   * Where the objects of {@code -f} are.
   *
   * @param verb for the message if the files hold nothing
   * @throws CliException if arguments name objects as well, or a file's namespace is not that of
   *     {@code -n}
   */
  public static List<Address> ofFiles(Call call, Cluster cluster, String verb, Failures failures)
      throws IOException {
    refuseBoth(call, call.positional());
    List<Address> found = new ArrayList<>();
    for (ManifestFiles.Written written : ManifestFiles.read(call, verb, failures)) {
      ObjectNode object = written.object();
      ResourceKind kind = cluster.kinds().of(object);
      found.add(
          new Address(
              new ObjectName(kind, Meta.name(object)),
              kind.namespaced() ? namespace(call, cluster, object) : ""));
    }
    return found;
  }

  /**
   * Refuses names beside {@code -f}.
   *
   * @throws CliException if both say which objects
   */
  public static void refuseBoth(Call call, List<String> names) {
    if (areInFiles(call) && !names.isEmpty()) {
      throw CliException.error(
          "when paths, URLs, or stdin is provided as input, you may not specify resource arguments"
              + " as well");
    }
  }

  /** True if {@code -f} says which objects. */
  public static boolean areInFiles(Call call) {
    return !call.arguments().texts("--filename").isEmpty();
  }

  /**
   * The namespace of an object of a file: its own, or that of the call.
   *
   * @throws CliException if {@code -n} names another one than the object
   */
  public static String namespace(Call call, Cluster cluster, ObjectNode object) {
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

  /** The object. */
  public ObjectNode get(Cluster cluster) {
    return cluster.get(name.kind(), namespace, name.name());
  }
}
