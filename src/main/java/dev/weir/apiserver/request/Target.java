package dev.weir.apiserver.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resource that a path names: {@code /api/v1/…}, {@code /apis/GROUP/VERSION/…} or, in the form
 * of the time before groups, {@code /oapi/v1/…}, then {@code
 * [namespaces/NS/]PLURAL[/NAME[/SUBRESOURCE]]}. Names may hold {@code :} and {@code @}, raw or
 * percent-encoded (image-api.md 1).
 *
 * @param old the path begins with {@code /oapi}
 * @param group empty for the core group
 * @param namespace empty if the path has none
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
public record Target(
    boolean old,
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {

  /** Reads a path as it was sent; empty if it names no resource. */
  public static Optional<Target> parse(String rawPath) {
    List<String> parts = segments(rawPath);
    if (parts.size() >= 3 && parts.getFirst().equals("api")) {
      return below(false, "", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() >= 3 && parts.getFirst().equals("oapi")) {
      return below(true, "", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
      return below(false, parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.empty();
  }

  /** Its paths, with braces for what differs. */
  public String template() {
    StringBuilder path = new StringBuilder(old ? "/oapi/" : group.isEmpty() ? "/api/" : "/apis/");
    if (!group.isEmpty()) {
      path.append(group).append('/');
    }
    path.append(version).append(namespace.isEmpty() ? "/" : "/namespaces/{namespace}/");
    path.append(plural);
    if (!name.isEmpty()) {
      path.append("/{name}");
    }
    if (!subresource.isEmpty()) {
      path.append('/').append(subresource);
    }
    return path.toString();
  }

  private static Optional<Target> below(
      boolean old, String group, String version, List<String> parts) {
    boolean inNamespace =
        parts.size() >= 3
            && parts.getFirst().equals("namespaces")
            && !isNamespaceSubresource(group, parts);
    String namespace = inNamespace ? parts.get(1) : "";
    List<String> rest = inNamespace ? parts.subList(2, parts.size()) : parts;
    if (rest.size() > 3 || parts.stream().anyMatch(String::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            old,
            group,
            version,
            namespace,
            rest.getFirst(),
            rest.size() > 1 ? rest.get(1) : "",
            rest.size() > 2 ? rest.get(2) : ""));
  }

  private static boolean isNamespaceSubresource(String group, List<String> parts) {
    return group.isEmpty()
        && parts.size() == 3
        && (parts.get(2).equals("status") || parts.get(2).equals("finalize"));
  }

  private static List<String> segments(String rawPath) {
    String path = rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
    List<String> found = new ArrayList<>();
    for (String segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
      found.add(decode(segment));
    }
    return found;
  }

  /**
   * A plus sign in a path is a plus sign. An unreadable escape stays as it is and finds nothing.
   */
  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return segment;
    }
  }
}
