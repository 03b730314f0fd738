package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.ResourceKind;

/**
 * Which objects a {@code get} is about.
 *
 * @param namespace empty for all namespaces
 */
record GetQuery(String namespace, Query selectors) {
  /** Asks for a table; a server without tables answers with the objects (cli.md 18.4). */
  static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,"
          + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

  static GetQuery of(Call call, Cluster cluster) {
    return new GetQuery(
        call.flag("--all-namespaces") ? "" : cluster.namespace(),
        new Query(call.text("--selector"), call.text("--field-selector")));
  }

  /** Path and query of a list. */
  String list(ResourceKind kind, String more) {
    StringBuilder target = new StringBuilder(ResourcePath.of(kind, namespace)).append('?');
    target.append(more);
    parameter(target, "labelSelector", selectors.labelSelector());
    parameter(target, "fieldSelector", selectors.fieldSelector());
    return target.toString();
  }

  private static void parameter(StringBuilder target, String name, String value) {
    if (!value.isEmpty()) {
      target.append('&').append(name).append('=').append(ResourcePath.encode(value));
    }
  }

  boolean allNamespaces() {
    return namespace.isEmpty();
  }
}
