package dev.weir.client.http;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where objects are found on a server (cli.md 18.2: {@code :} and {@code @} stay as they are). */
public final class ResourcePath {
  private ResourcePath() {}

  /** Path of all objects of a kind; an empty namespace means all namespaces. */
  public static String of(ResourceKind kind, String namespace) {
    String root = kind.group().isEmpty() ? "/api/" : "/apis/";
    String scope =
        kind.namespaced() && !namespace.isEmpty() ? "/namespaces/" + segment(namespace) : "";
    return root + kind.apiVersion() + scope + "/" + kind.plural();
  }

  /**
   * Path of one object.
   *
   * @throws dev.weir.resource.StatusException if the name is empty: that would be the path of all
   */
  public static String of(ResourceKind kind, String namespace, String name) {
    if (name.isEmpty()) {
      throw ApiStatus.badRequest("resource name may not be empty").exception();
    }
    return of(kind, namespace) + "/" + segment(name);
  }

  /** Path of what an object shows under the name of a subresource; empty for the object itself. */
  public static String of(ResourceKind kind, String namespace, String name, String subresource) {
    String object = of(kind, namespace, name);
    return subresource.isEmpty() ? object : object + "/" + segment(subresource);
  }

  /** One segment of a path; a slash in it is escaped. */
  private static String segment(String text) {
    return encode(text).replace("%3A", ":").replace("%40", "@");
  }

  /** A value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
