package dev.weir.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes what stands behind a subresource of the API out of addresses, before anybody sees them, as
 * {@link PathSecrets} does below a root: {@code
 * /apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME/SUBRESOURCE/} and a secret. An address
 * that was only meant to be such a one is cut as well, since its secret is as good as that of the
 * right one.
 *
 * @param resource in lower case; a segment which has that in it was meant for the resource
 * @param subresource in lower case; a later one which has that in it was meant for the subresource
 * @param subresources of the resource, behind each of which stands no secret but behind that one
 */
public record SubresourceSecrets(String resource, String subresource, Set<String> subresources)
    implements HttpConfiguration.Customizer {
  /** How many segments stand before namespaces or resources, by the first one. */
  private static final Map<String, Integer> BEFORE = Map.of("apis", 3, "api", 2, "oapi", 2);

  private static final String REGISTRY = "v2";
  private static final String NAMESPACES = "namespaces";

  /** {@code RESOURCE/NAME/SUBRESOURCE}. */
  private static final int LONGEST = 3;

  public SubresourceSecrets {
    subresources = Set.copyOf(subresources);
  }

  /**
   * A part of a path between slashes.
   *
   * @param text in lower case and without escapes
   */
  private record Segment(String text, int begin, int end) {}

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    String path = request.getHttpURI().getPath();
    return path == null ? request : PathSecrets.cut(request, shown(path));
  }

  /** The beginning of a path that anybody may see. */
  String shown(String path) {
    List<Segment> segments = segments(path);
    if (segments.isEmpty() || segments.getFirst().text().equals(REGISTRY)) {
      return path;
    }
    int begin = route(segments);
    List<Segment> route = segments.subList(begin, segments.size());
    if (route.size() <= LONGEST && isOfAnother(route)) {
      return path;
    }
    int meant = first(segments, begin, resource);
    int from = meant < 0 ? first(segments, 0, resource) : meant;
    return from < 0 ? path : shown(path, segments, from);
  }

  private String shown(String path, List<Segment> segments, int from) {
    boolean exact = segments.get(from).text().equals(resource + "s");
    for (int i = from; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean isName = exact && i == from + 1 && isFollowedBySubresource(segments, i);
      String word = i == from ? behind(segment.text(), resource) : segment.text();
      if (!isName && word.contains(subresource)) {
        return behind(word, subresource).contains("/")
            ? path.substring(0, segment.begin()) // with the secret in the same segment
            : path.substring(0, segment.end());
      }
    }
    return path;
  }

  private boolean isFollowedBySubresource(List<Segment> segments, int index) {
    return index + 1 == segments.size() || subresources.contains(segments.get(index + 1).text());
  }

  private boolean isOfAnother(List<Segment> route) {
    return route.isEmpty()
        || !(route.getFirst().text().contains(resource)
            || route.getFirst().text().contains(subresource));
  }

  private static String behind(String text, String word) {
    int at = text.indexOf(word);
    return at < 0 ? "" : text.substring(at + word.length());
  }

  private static int first(List<Segment> segments, int from, String word) {
    for (int i = from; i < segments.size(); i++) {
      if (segments.get(i).text().contains(word)) {
        return i;
      }
    }
    return -1;
  }

  /** Where the resource stands, if the path is what it should be. */
  private static int route(List<Segment> segments) {
    int before = BEFORE.getOrDefault(segments.getFirst().text(), 0);
    boolean inNamespace =
        segments.size() > before && segments.get(before).text().equals(NAMESPACES);
    return Math.min(segments.size(), inNamespace ? before + 2 : before);
  }

  private static List<Segment> segments(String path) {
    List<Segment> found = new ArrayList<>();
    int begin = 0;
    while (begin < path.length()) {
      int next = path.indexOf('/', begin);
      int end = next < 0 ? path.length() : next;
      String text = decoded(path.substring(begin, end));
      if (!text.isEmpty() && !text.equals(".")) {
        found.add(new Segment(text, begin, end));
      }
      begin = end + 1;
    }
    return found;
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)
          .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return segment.toLowerCase(Locale.ROOT);
    }
  }
}
