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

  /**
   * The streams of a project that have labels.
   *
   * @param selector such as {@code app=web}
   */
  public static String labelled(String project, String selector) {
    return with(project(project), "label", selector);
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

  /** What runs images in a project. */
  public static String workloads(String project) {
    return project(project) + "/workloads";
  }

  /** What the streams of a project take of the disk, and how its imports are doing. */
  public static String usage(String project) {
    return project(project) + "/usage";
  }

  /**
   * Why an object runs what it runs.
   *
   * @param resource such as {@code deployments.apps}
   */
  public static String workload(String project, String resource, String name) {
    return workloads(project) + "/" + segment(resource) + "/" + segment(name);
  }

  /**
   * Where events tell that a page has changed.
   *
   * @param of what the page shows, such as {@code streams}
   * @param name of the one object that it shows; empty if it shows more
   * @param since what the page knows already
   */
  public static String live(String of, String project, String name, long since) {
    return with(live(of, project, name), "since", Long.toString(since));
  }

  private static String live(String of, String project, String name) {
    String path = with("/console/live", "of", of);
    String in = project.isEmpty() ? path : with(path, "in", project);
    return name.isEmpty() ? in : with(in, "name", name);
  }

  /**
   * Where events tell that a page of a stream, or of what follows its tags, has changed.
   *
   * @param followed what of those the page knows already
   */
  public static String liveWithFollowers(
      String project, String stream, String since, String followed) {
    return with(with(live("streams", project, stream), "since", since), "followed", followed);
  }

  /**
   * The address of a form.
   *
   * @param stream empty for one of the project
   * @param form such as {@code rollback}
   */
  public static String form(String project, String stream, String form) {
    return (stream.isEmpty() ? project(project) : stream(project, stream)) + "/do/" + form;
  }

  /**
   * The address with a parameter more.
   *
   * @param path with or without a query
   */
  public static String with(String path, String name, String value) {
    return path + (path.contains("?") ? "&" : "?") + name + "=" + segment(value);
  }

  /** The address if it is one of our pages; home if it leads elsewhere. */
  public static String ours(String address) {
    return address.matches("/console/[!-~]*") ? address : HOME;
  }

  /** The address without slashes at its path's end, which nothing of ours has. */
  public static String withoutEnd(String address) {
    int query = address.indexOf('?');
    String path = query < 0 ? address : address.substring(0, query);
    return path.replaceAll("/+$", "") + (query < 0 ? "" : address.substring(query));
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
