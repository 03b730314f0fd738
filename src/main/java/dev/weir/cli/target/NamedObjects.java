package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The single objects that the arguments of a changing verb mean, {@code --all} and {@code -l}
 * included.
 */
public final class NamedObjects {
  private NamedObjects() {}

  /**
   * An object by its name.
   *
   * @param listed the object, if it was found by its type and labels; one that was named itself has
   *     not been asked for
   */
  public record Named(Address address, Optional<ObjectNode> listed) {}

  /** Declares {@code --all}, {@code -A}, {@code -l} and {@code --field-selector}. */
  public static Flags declare(Flags flags) {
    return flags
        .flag("--all", "All objects of the type in the namespace.")
        .flag("-A,--all-namespaces", "With --all or a selector: objects of all namespaces.")
        .text("-l,--selector", "SELECTOR", "Objects with these labels.")
        .text("--field-selector", "SELECTOR", "Objects with these fields.");
  }

  /** Where the objects are; as {@link #find}. */
  public static List<Address> of(Call call, Cluster cluster, List<String> arguments)
      throws IOException {
    return find(call, cluster, arguments).stream().map(Named::address).toList();
  }

  /**
   * Finds them.
   *
   * @throws CliException if a type stands alone and no selector says which, or a name stands beside
   *     a selector
   */
  static List<Named> find(Call call, Cluster cluster, List<String> arguments) throws IOException {
    Query query = new Query(call.text("--selector"), call.text("--field-selector"));
    boolean selects = !query.labelSelector().isEmpty() || !query.fieldSelector().isEmpty();
    if (selects && call.flag("--all")) {
      throw CliException.error("setting 'all' parameter but found a non empty selector. ");
    }
    boolean lists = selects || call.flag("--all");
    List<Named> found = new ArrayList<>();
    for (ObjectName name : ObjectName.parse(cluster.kinds(), arguments)) {
      if (!name.name().isEmpty() && lists) {
        throw CliException.error("name cannot be provided when a selector is specified");
      } else if (!name.name().isEmpty()) {
        found.add(new Named(new Address(name, cluster.namespace()), Optional.empty()));
      } else if (!lists) {
        throw CliException.error("resource(s) were provided, but no name was specified");
      } else {
        found.addAll(all(cluster, name.kind(), call.flag("--all-namespaces"), query));
      }
    }
    return found;
  }

  private static List<Named> all(
      Cluster cluster, ResourceKind kind, boolean everywhere, Query query) {
    String namespace = everywhere ? "" : cluster.namespace();
    return cluster.resources().list(kind, namespace, query).items().stream()
        .map(
            object ->
                new Named(
                    new Address(
                        new ObjectName(kind, Meta.name(object.tree())),
                        Meta.namespace(object.tree())),
                    Optional.of(object.copy())))
        .toList();
  }

  /** All objects of a kind in the namespace. */
  public static List<Address> every(Cluster cluster, ResourceKind kind) {
    return all(cluster, kind, false, Query.ALL).stream().map(Named::address).toList();
  }
}
