package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Pages;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ResourceKind;

/**
 * Which objects a {@code get} is about.
 *
 * @param namespace empty for all namespaces
 */
record GetQuery(String namespace, Query selectors) {
  static GetQuery of(Call call, Cluster cluster) {
    return new GetQuery(
        call.flag("--all-namespaces") ? "" : cluster.namespace(),
        new Query(call.text("--selector"), call.text("--field-selector")));
  }

  /** Path and query of a list. */
  String list(ResourceKind kind, String... parameters) {
    return Pages.target(kind, namespace, selectors, parameters);
  }

  boolean allNamespaces() {
    return namespace.isEmpty();
  }
}
