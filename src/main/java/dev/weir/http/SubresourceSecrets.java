package dev.weir.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes what stands behind a subresource of the API out of addresses, before anybody sees them, as
 * {@link PathSecrets} does below a root: {@code
 * /apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME/SUBRESOURCE/} and a secret.
 *
 * @param resource in lower case
 * @param subresource in lower case
 */
public record SubresourceSecrets(String resource, String subresource)
    implements HttpConfiguration.Customizer {
  /** How many segments stand before the resource, by the first one. */
  private static final Map<String, Integer> BEFORE = Map.of("apis", 5, "api", 4, "oapi", 4);

  private static final int NAME = 1;

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    String path = request.getHttpURI().getPath();
    return path == null ? request : PathSecrets.cut(request, shown(path));
  }

  /** The beginning of a path that anybody may see. */
  String shown(String path) {
    int index = 0;
    int before = 0;
    int begin = 0;
    while (begin < path.length()) {
      int next = path.indexOf('/', begin);
      int end = next < 0 ? path.length() : next;
      String segment = decoded(path.substring(begin, end));
      if (!segment.isEmpty()) {
        if (index == 0) {
          before = BEFORE.getOrDefault(segment, 0);
        }
        boolean differs =
            before == 0
                || (index == before && !segment.equals(resource))
                || (index == before + NAME + 1 && !segment.equals(subresource));
        if (differs) {
          return path;
        }
        if (index == before + NAME + 1) {
          return path.substring(0, end);
        }
        index++;
      }
      begin = end + 1;
    }
    return path;
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
