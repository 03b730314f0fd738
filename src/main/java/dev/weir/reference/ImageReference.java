package dev.weir.reference;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A pull spec in its parts, each empty when absent (image-api.md 7.1–7.3, cli.md 2). {@code name}
 * may hold further slashes: {@code docker.io/user/project/app} is namespace {@code user}, name
 * {@code project/app}.
 */
public record ImageReference(
    String registry, String namespace, String name, String tag, String id) {
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String HOST_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
  private static final String HOST_NAME =
      "(?:" + HOST_LABEL + "(?:\\." + HOST_LABEL + ")*|\\[[0-9a-fA-F:]+\\])";
  private static final String HOST = HOST_NAME + "(?::[0-9]+)?";
  private static final Pattern WITH_PORT = Pattern.compile(HOST_NAME + ":(?<port>[^/@:]+)/");
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?<path>(?:"
              + HOST
              + "/)?"
              + COMPONENT
              + "(?:/"
              + COMPONENT
              + ")*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
              + "(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?");
  private static final int MAX_TEXT = 1024;
  private static final int MAX_NAME = 255;
  private static final Set<String> HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  /**
   * Reads a pull spec.
   *
   * @throws IllegalArgumentException with the text that Docker's own parser gives (image-api.md
   *     7.1)
   */
  public static ImageReference parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("repository name must have at least one component");
    }
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("invalid reference format");
    }
    var match = GRAMMAR.matcher(text);
    if (!match.matches()) {
      checkPort(text);
      boolean lower = GRAMMAR.matcher(text.toLowerCase(Locale.ROOT)).matches();
      throw new IllegalArgumentException(
          lower ? "repository name must be lowercase" : "invalid reference format");
    }
    String path = match.group("path");
    if (path.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "repository name must not be more than " + MAX_NAME + " characters");
    }
    String digest = match.group("digest");
    if (digest != null) {
      Digest.parse(digest);
    }
    String tag = match.group("tag");
    checkPort(path);
    return split(path, tag == null ? "" : tag, digest == null ? "" : digest);
  }

  /** Of the host before the first slash; where it does not look like one, nothing is said. */
  private static void checkPort(String text) {
    var host = WITH_PORT.matcher(text);
    if (host.lookingAt()) {
      try {
        Port.check(host.group("port"));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("invalid reference format: " + e.getMessage(), e);
      }
    }
  }

  private static ImageReference split(String path, String tag, String id) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      if (path.contains(".") || path.startsWith("localhost")) {
        String registry = tag.isEmpty() ? path : path + ":" + tag;
        return new ImageReference(registry, "", "", "", id);
      }
      return new ImageReference("", "", path, tag, id);
    }
    String first = path.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    String registry = host ? first : "";
    String rest = host ? path.substring(slash + 1) : path;
    int next = rest.indexOf('/');
    return next < 0
        ? new ImageReference(registry, "", rest, tag, id)
        : new ImageReference(registry, rest.substring(0, next), rest.substring(next + 1), tag, id);
  }

  /** Registry {@code docker.io}, namespace {@code library} there, tag {@code latest}. */
  public ImageReference withClientDefaults() {
    String host = registry.isEmpty() ? "docker.io" : registry;
    String ns = namespace.isEmpty() && HUB.contains(host) ? "library" : namespace;
    return new ImageReference(host, ns, name, tag.isEmpty() ? "latest" : tag, id);
  }

  /** A valid digest makes the tag meaningless; an id that is none is a tag. */
  public ImageReference mostSpecific() {
    if (id.isEmpty()) {
      return this;
    }
    if (Digest.tryParse(id).isPresent()) {
      return new ImageReference(registry, namespace, name, "", id);
    }
    return tag.isEmpty() ? new ImageReference(registry, namespace, name, id, "") : this;
  }

  /** Hub hosts as {@code docker.io}, without {@code library} and {@code latest}. */
  public ImageReference daemonMinimal() {
    boolean hub = HUB.contains(registry);
    return new ImageReference(
        hub ? "docker.io" : registry,
        hub && namespace.equals("library") ? "" : namespace,
        name,
        tag.equals("latest") ? "" : tag,
        id);
  }

  public ImageReference withTag(String newTag) {
    return new ImageReference(registry, namespace, name, newTag, "");
  }

  public ImageReference withId(String newId) {
    return new ImageReference(registry, namespace, name, "", newId);
  }

  public ImageReference withRegistry(String newRegistry) {
    return new ImageReference(newRegistry, namespace, name, tag, id);
  }

  /** Host that is really contacted: Docker Hub answers on {@code registry-1.docker.io}. */
  public String v2Host() {
    return registry.isEmpty() || HUB.contains(registry) ? "registry-1.docker.io" : registry;
  }

  /** Path of the repository on its registry, {@code namespace/name}. */
  public String repositoryPath() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** The parts that are set, joined, with nothing implied; empty when the name is. */
  public String exact() {
    if (name.isEmpty()) {
      return "";
    }
    return repository() + suffix();
  }

  /** As {@link #exact} without tag and id. */
  public String repository() {
    return registry.isEmpty() ? repositoryPath() : registry + "/" + repositoryPath();
  }

  /** {@code name@digest}, {@code name:id}, {@code name:tag} or {@code name}. */
  public String nameString() {
    return name + suffix();
  }

  private String suffix() {
    if (!id.isEmpty()) {
      return Digest.tryParse(id).isPresent() ? "@" + id : ":" + id;
    }
    return tag.isEmpty() ? "" : ":" + tag;
  }

  /** As {@link #exact}, with {@code library} spelled out for Docker Hub. */
  @Override
  public String toString() {
    return namespace.isEmpty() && HUB.contains(registry)
        ? new ImageReference(registry, "library", name, tag, id).exact()
        : exact();
  }
}
