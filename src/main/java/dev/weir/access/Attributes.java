package dev.weir.access;

/**
 * What somebody wants to do: a verb on a resource, or on a path that is none.
 *
 * @param namespace empty for cluster-wide resources and for all namespaces
 * @param subresource empty for the resource itself
 * @param name empty if the verb names no object
 * @param path set only where resource is empty
 */
public record Attributes(
    String verb,
    String group,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path) {
  public static Attributes resource(
      String verb, String group, String resource, String namespace, String name) {
    return new Attributes(verb, group, resource, "", namespace, name, "");
  }

  public static Attributes nonResource(String verb, String path) {
    return new Attributes(verb, "", "", "", "", "", path);
  }

  /** A right on the content of a stream: {@code get} to pull, {@code update} to push. */
  public static Attributes layers(String verb, String namespace, String stream) {
    return new Attributes(
        verb, "image.openshift.io", "imagestreams", "layers", namespace, stream, "");
  }

  public boolean isResource() {
    return !resource.isEmpty();
  }

  /** {@code imagestreams/layers}, or the resource alone. */
  public String fullResource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
