package dev.weir.console.visit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Addresses of the console's pages. Each name in them is percent-encoded as one segment. */
public final class Paths {
  public static final String HOME = "/console/projects";

  private static final String PREFIX = "/console/";

  private Paths() {}

  public static String project(String project) {
    return HOME + "/" + segment(project);
  }

  public static String stream(String project, String stream) {
    return project(project) + "/streams/" + segment(stream);
  }

  public static String tag(String project, String stream, String tag) {
    return stream(project, stream) + "/tags/" + segment(tag);
  }

  public static String image(String project, String stream, String digest) {
    return stream(project, stream) + "/images/" + segment(digest);
  }

  /** Two images of a stream side by side. */
  public static String compare(String project, String stream, String from, String to) {
    return with(with(stream(project, stream) + "/compare", "from", from), "to", to);
  }

  public static String catalog() {
    return Section.CATALOG.target();
  }

  public static String catalog(String project, String stream) {
    return catalog() + "/" + segment(project) + "/" + segment(stream);
  }

  /** The address whose events tell of changes of one stream. */
  public static String live(String project, String stream, String since) {
    return with(
        with(with(PREFIX + "live?of=streams", "in", project), "name", stream), "since", since);
  }

  /**
   * The address with a parameter more.
   *
   * @param path with or without a query
   */
  public static String with(String path, String name, String value) {
    return path + (path.contains("?") ? "&" : "?") + name + "=" + segment(value);
  }

  /** One segment of a path, or a value of a query. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The decoded segments of a path below {@code /console/}; those that are no text are not there.
   */
  public static List<String> segments(String rawPath) {
    List<String> found = new ArrayList<>();
    if (rawPath.length() > PREFIX.length()) {
      for (String part : rawPath.substring(PREFIX.length()).split("/", -1)) {
        try {
          found.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
          return List.of("");
        }
      }
    }
    return found;
  }
}
