package dev.weir.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes what is secret out of addresses, before anybody sees them: paths are audited, logged and
 * told in errors. Below a root, {@code ROOT/NAMESPACE/NAME} names something, and all behind that is
 * a secret, which only {@link Exchange#secretInPath} still tells. Nobody is told what stands behind
 * two names in an address that was only meant for that root.
 */
public final class PathSecrets implements HttpConfiguration.Customizer {
  private static final String SECRET = PathSecrets.class.getName();
  private static final int NAMES = 2;

  /** What cannot be a name is a secret whose names were left out. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]*");

  private static final Pattern SEGMENT = Pattern.compile("[^/]+");
  private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");

  private final String root;
  private final String word;
  private final List<String> others;

  /**
   * Of a root.
   *
   * @param root such as {@code /hooks/}
   * @param word in lower case; a segment which has that in it was meant for the root
   * @param others roots below which that word means nothing, such as {@code /v2/}
   */
  public PathSecrets(String root, String word, List<String> others) {
    this.root = root;
    this.word = word;
    this.others = List.copyOf(others);
  }

  static Optional<String> of(Request request) {
    return request.getAttribute(SECRET) instanceof String secret
        ? Optional.of(secret)
        : Optional.empty();
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    String path = request.getHttpURI().getPath();
    if (path == null) {
      return request;
    }
    return cut(request, shown(path));
  }

  /**
   * A request of which the end of the path is a secret.
   *
   * @param shown the beginning of the path that anybody may see
   */
  static Request cut(Request request, String shown) {
    String path = request.getHttpURI().getPath();
    if (shown.length() == path.length()) {
      return request;
    }
    String rest = path.substring(shown.length());
    request.setAttribute(SECRET, rest.startsWith("/") ? rest.substring(1) : rest);
    HttpURI uri = HttpURI.build(request.getHttpURI()).path(shown).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpURI getHttpURI() {
        return uri;
      }
    };
  }

  /** The beginning of a path that anybody may see. */
  String shown(String path) {
    int begin = rootEnd(path);
    if (begin < 0) {
      return path;
    }
    if (path.charAt(begin - 1) != '/') {
      return path.substring(0, begin); // the names are in the same segment
    }
    int end = begin - 1;
    for (int name = 0; name < NAMES; name++) {
      int next = path.indexOf('/', end + 1);
      int nameEnd = next < 0 ? path.length() : next;
      if (!NAME.matcher(path).region(end + 1, nameEnd).matches()) {
        return path.substring(0, Math.max(end, begin));
      }
      if (next < 0) {
        return path;
      }
      end = next;
    }
    return path.substring(0, end);
  }

  /** Where the names begin; -1 if there are none. */
  private int rootEnd(String path) {
    if (path.startsWith(root)) {
      return root.length();
    }
    if (others.stream().anyMatch(path::startsWith) && !path.contains("/../")) {
      return -1;
    }
    Matcher segment = SEGMENT.matcher(path);
    while (segment.find()) {
      if (decoded(segment.group()).contains(word)) {
        int slash = segment.group().toLowerCase(Locale.ROOT).indexOf("%2f");
        return slash >= 0
            ? segment.start() + slash + "%2f".length()
            : Math.min(segment.end() + 1, path.length());
      }
    }
    return -1;
  }

  private static String decoded(String segment) {
    return ESCAPED
        .matcher(segment)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(escape.group(1), 16))))
        .toLowerCase(Locale.ROOT);
  }
}
