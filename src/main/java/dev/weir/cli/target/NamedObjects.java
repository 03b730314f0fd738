package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Meta;
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
  record Named(ObjectName name, Optional<ObjectNode> listed) {}

  /** Names of the objects; as {@link #find}. */
  public static List<ObjectName> of(Call call, Cluster cluster, List<String> arguments)
      throws IOException {
    return find(call, cluster, arguments).stream().map(Named::name).toList();
  }

  /**
   * Finds them.
   *
   * @throws CliException if a type stands alone and no selector says which, or a name stands beside
   *     a selector
   */
  static List<Named> find(Call call, Cluster cluster, List<String> arguments) throws IOException {
    String selector = call.text("--selector");
    boolean selects = !selector.isEmpty() || call.flag("--all");
    List<Named> found = new ArrayList<>();
    for (ObjectName name : ObjectName.parse(cluster.kinds(), arguments)) {
      if (!name.name().isEmpty() && selects) {
        throw CliException.error("name cannot be provided when a selector is specified");
      } else if (!name.name().isEmpty()) {
        found.add(new Named(name, Optional.empty()));
      } else if (!selects) {
        throw CliException.error("resource(s) were provided, but no name was specified");
      } else {
        Query query = new Query(selector, "");
        cluster.resources().list(name.kind(), cluster.namespace(), query).items().stream()
            .map(
                object ->
                    new Named(
                        new ObjectName(name.kind(), Meta.name(object.tree())),
                        Optional.of(object.copy())))
            .forEach(found::add);
      }
    }
    return found;
  }
}
