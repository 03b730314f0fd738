package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.target.Address;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.ResourceKind;

/**
 * Which objects a {@code get} is about.
 *
 * @param namespace empty for all namespaces
 * @param subresource empty for the objects themselves
 */
record GetQuery(String namespace, Query selectors, String subresource) {
  static GetQuery of(Call call, Cluster cluster) {
    return new GetQuery(
        call.flag("--all-namespaces") ? "" : cluster.namespace(),
        new Query(call.text("--selector"), call.text("--field-selector")),
        call.text("--subresource"));
  }

  /** Path and query of a list. */
  String list(ResourceKind kind, String... parameters) {
    return Pages.target(kind, namespace, selectors, parameters);
  }

  /** Path of an object, or of what it shows under the name of {@code --subresource}. */
  String object(Address address) {
    return ResourcePath.of(
        address.name().kind(), address.namespace(), address.name().name(), subresource);
  }

  boolean allNamespaces() {
    return namespace.isEmpty();
  }
}
