package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The single objects that the arguments of a changing verb mean, {@code --all} and {@code -l}
 * included.
 */
final class NamedObjects {
  private NamedObjects() {}

  /**
   * Finds them.
   *
   * @throws CliException if a type stands alone and no selector says which, or a name stands beside
   *     a selector
   */
  static List<ObjectName> of(Call call, Cluster cluster, List<String> arguments)
      throws IOException {
    String selector = call.text("--selector");
    List<ObjectName> found = new ArrayList<>();
    for (ObjectName name : ObjectName.parse(cluster.kinds(), arguments)) {
      boolean selects = !selector.isEmpty() || call.flag("--all");
      if (!name.name().isEmpty() && selects) {
        throw CliException.error("name cannot be provided when a selector is specified");
      } else if (!name.name().isEmpty()) {
        found.add(name);
      } else if (!selects) {
        throw CliException.error("resource(s) were provided, but no name was specified");
      } else {
        Query query = new Query(selector, "");
        cluster.resources().list(name.kind(), cluster.namespace(), query).items().stream()
            .map(object -> new ObjectName(name.kind(), Meta.name(object.tree())))
            .forEach(found::add);
      }
    }
    return found;
  }
}
