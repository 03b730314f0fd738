package dev.weir.registry.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A path, taken apart. Repository names may hold any word, so {@code /v2/<name>/…} is read from its
 * right end: {@code /v2/a/blobs/manifests/v1} is tag {@code v1} of {@code a/blobs} (registry.md
 * 1.1). Trailing slashes do not matter.
 *
 * @param repository empty where the path names none
 * @param reference tag, digest or upload id as it was sent; empty where the path has none
 */
public record Route(Kind kind, String repository, String reference) {
  private static final String BASE = "/v2/";

  /** What a path leads to. */
  public enum Kind {
    HEALTH("/healthz"),
    TOKEN("/openshift/token"),
    PING("/v2/"),
    CATALOG("/v2/_catalog"),
    EXTENSIONS("/v2/_oci/ext/discover"),
    STORED_BLOB("/admin/blobs/{digest}"),
    MANIFEST("/v2/{name}/manifests/{reference}"),
    BLOB("/v2/{name}/blobs/{digest}"),
    UPLOADS("/v2/{name}/blobs/uploads/"),
    UPLOAD("/v2/{name}/blobs/uploads/{id}"),
    TAGS("/v2/{name}/tags/list"),
    TAG_HISTORY("/v2/{name}/_oci/tag/history"),
    REPOSITORY_EXTENSIONS("/v2/{name}/_oci/ext/discover"),
    REFERRERS("/v2/{name}/referrers/{digest}");

    private final String template;

    Kind(String template) {
      this.template = template;
    }

    /** Its paths, with braces for what differs. */
    public String template() {
      return template;
    }
  }

  /** Reads a percent-encoded path; empty if it leads nowhere. */
  public static Optional<Route> of(String rawPath) {
    String path = decode(rawPath);
    return switch (path) {
      case "/", "/healthz" -> Optional.of(of(Kind.HEALTH));
      case "/openshift/token" -> Optional.of(of(Kind.TOKEN));
      case "/v2", BASE -> Optional.of(of(Kind.PING));
      case "/v2/_catalog" -> Optional.of(of(Kind.CATALOG));
      case "/v2/_oci/ext/discover" -> Optional.of(of(Kind.EXTENSIONS));
      case String blob when blob.startsWith("/admin/blobs/") -> storedBlob(blob);
      default ->
          path.startsWith(BASE) ? repositoryRoute(path.substring(BASE.length())) : Optional.empty();
    };
  }

  private static Optional<Route> storedBlob(String path) {
    return Optional.of(new Route(Kind.STORED_BLOB, "", path.substring("/admin/blobs/".length())));
  }

  private static Optional<Route> repositoryRoute(String path) {
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<String> parts = List.of(trimmed.split("/", -1));
    int end = parts.size();
    String last = parts.getLast();
    String second = end >= 2 ? parts.get(end - 2) : "";
    String third = end >= 3 ? parts.get(end - 3) : "";
    if (second.equals("blobs") && last.equals("uploads")) {
      return route(Kind.UPLOADS, parts, end - 2, "");
    }
    if (third.equals("blobs") && second.equals("uploads")) {
      return route(Kind.UPLOAD, parts, end - 3, last);
    }
    if (third.equals("_oci")) { // no name of a repository begins like this
      return switch (second + "/" + last) {
        case "tag/history" -> route(Kind.TAG_HISTORY, parts, end - 3, "");
        case "ext/discover" -> route(Kind.REPOSITORY_EXTENSIONS, parts, end - 3, "");
        default -> Optional.empty();
      };
    }
    return switch (second) {
      case "blobs" -> route(Kind.BLOB, parts, end - 2, last);
      case "manifests" -> route(Kind.MANIFEST, parts, end - 2, last);
      case "referrers" -> route(Kind.REFERRERS, parts, end - 2, last);
      case "tags" -> last.equals("list") ? route(Kind.TAGS, parts, end - 2, "") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Route> route(
      Kind kind, List<String> parts, int nameParts, String reference) {
    return nameParts == 0
        ? Optional.empty()
        : Optional.of(new Route(kind, String.join("/", parts.subList(0, nameParts)), reference));
  }

  private static Route of(Kind kind) {
    return new Route(kind, "", "");
  }

  /** Some clients send the colon of a digest as %3A. The grammars refuse all that is odd. */
  private static String decode(String path) {
    return path.indexOf('%') < 0
        ? path
        : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
