package dev.weir.streams.bounds;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import dev.weir.reference.Port;
import dev.weir.resource.FieldProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Registries that streams may point at and import from (image-api.md 8.4). Without an entry all are
 * allowed; the integrated registry always is.
 *
 * @param own host under which clients know the integrated registry; may be empty
 */
public record AllowedRegistries(List<Entry> entries, String own) {
  /** Every registry. */
  public static final AllowedRegistries ALL = new AllowedRegistries(List.of(), "");

  private static final Set<String> HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");
  private static final int SHOWN = 5;

  public AllowedRegistries {
    entries = List.copyOf(entries);
  }

  /** How a registry would be spoken to. */
  public enum Transport {
    SECURE,
    INSECURE,
    ANY
  }

  /**
   * One registry, or several by a pattern.
   *
   * @param host may hold {@code *} and {@code ?}
   * @param port a number, or a pattern as well
   */
  public record Entry(String host, String port) {
    private static final Pattern FORM =
        Pattern.compile(
            "(?<host>[a-zA-Z0-9*?](?:[a-zA-Z0-9.*?-]*[a-zA-Z0-9*?])?|\\[[0-9a-fA-F:*?]+])"
                + "(?::(?<port>[^:/]*))?");

    /**
     * Reads {@code HOST[:PORT]}, or {@code http://HOST[:PORT]} for one without TLS.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Entry parse(String text) {
      boolean insecure = text.startsWith("http://");
      String place = insecure ? text.substring("http://".length()) : text;
      Matcher parts = FORM.matcher(place);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "\"%s\" is no HOST[:PORT] or http://HOST[:PORT]".formatted(text));
      }
      String port = parts.group("port");
      if (port == null) {
        port = insecure ? "80" : "443";
      } else if (!port.matches("[0-9*?]*[*?][0-9*?]*")) {
        checkPort(text, port);
      }
      return new Entry(parts.group("host").toLowerCase(Locale.ROOT), port);
    }

    private static void checkPort(String text, String port) {
      try {
        Port.check(port);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("\"" + text + "\": " + e.getMessage(), e);
      }
    }

    private boolean matchesHost(String candidate) {
      return glob(host, candidate) || (HUB.contains(candidate) && glob(host, "docker.io"));
    }

    private static boolean glob(String pattern, String text) {
      String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
      return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
    }

    private boolean matches(String candidate, String given, Transport transport) {
      if (!matchesHost(candidate)) {
        return false;
      }
      if (!given.isEmpty()) {
        return glob(port, given);
      }
      return switch (transport) {
        case SECURE -> glob(port, "443");
        case INSECURE -> glob(port, "80");
        case ANY -> glob(port, "443") || glob(port, "80");
      };
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Why a pull spec may not be used; empty if it may, or if it is none. */
  public Optional<String> refusal(String pullSpec, Transport transport) {
    if (entries.isEmpty() || OwnRegistry.owns(pullSpec)) {
      return Optional.empty();
    }
    return parse(pullSpec).flatMap(parsed -> refusal(parsed, transport));
  }

  private Optional<String> refusal(ImageReference parsed, Transport transport) {
    String registry = parsed.withClientDefaults().registry().toLowerCase(Locale.ROOT);
    if (registry.equals(own.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    int colon = registry.startsWith("[") ? registry.indexOf("]:") + 1 : registry.indexOf(':');
    String host = colon > 0 ? registry.substring(0, colon) : registry;
    String port = colon > 0 ? registry.substring(colon + 1) : "";
    boolean allowed = entries.stream().anyMatch(e -> e.matches(host, port, transport));
    return allowed
        ? Optional.empty()
        : Optional.of("registry \"%s\" not allowed by whitelist: %s".formatted(registry, shown()));
  }

  private String shown() {
    int most = entries.size() > SHOWN ? SHOWN - 1 : SHOWN;
    String first =
        entries.stream().limit(most).map(e -> "\"" + e + "\"").collect(Collectors.joining(", "));
    int more = entries.size() - most;
    return more > 0 ? first + ", and " + more + " more ..." : first;
  }

  private static Optional<ImageReference> parse(String pullSpec) {
    try {
      return Optional.of(ImageReference.parse(pullSpec));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String repository(String pullSpec) {
    return parse(pullSpec).map(p -> p.withClientDefaults().repository()).orElse(pullSpec);
  }

  /** Problems of a stream; what it pointed at before may stay. */
  public List<FieldProblem> check(ImageStream before, ImageStream after) {
    if (entries.isEmpty()) {
      return List.of();
    }
    Set<String> known = repositories(before);
    boolean insecure = after.allowsInsecure();
    List<FieldProblem> problems = new ArrayList<>();
    if (!after.dockerImageRepository().isEmpty()) {
      String path = "spec.dockerImageRepository";
      check(problems, known, path, after.dockerImageRepository(), insecure);
    }
    for (SpecTag tag : after.spec().values()) {
      String path = "spec.tags[" + tag.name() + "].from.name";
      tag.from()
          .filter(from -> from.kind().equals(TagSource.DOCKER_IMAGE))
          .ifPresent(
              from ->
                  check(
                      problems,
                      known,
                      path,
                      from.name(),
                      after.allowsInsecure(tag.importPolicy())));
    }
    for (Map.Entry<String, TagHistory> tag : after.tags().entrySet()) {
      boolean any = ImportedTags.isInsecure(after, tag.getKey());
      int i = 0;
      for (TagEvent event : tag.getValue().items()) {
        String path = "status.tags[%s].items[%d].dockerImageReference".formatted(tag.getKey(), i++);
        check(problems, known, path, event.reference(), any);
      }
    }
    return problems;
  }

  private void check(
      List<FieldProblem> problems, Set<String> known, String path, String pullSpec, boolean any) {
    if (!known.contains(repository(pullSpec))) {
      refusal(pullSpec, any ? Transport.ANY : Transport.SECURE)
          .ifPresent(why -> problems.add(FieldProblem.forbidden(path, why)));
    }
  }

  private static Set<String> repositories(ImageStream stream) {
    Set<String> known = new HashSet<>();
    known.add(repository(stream.dockerImageRepository()));
    stream
        .spec()
        .values()
        .forEach(
            tag ->
                tag.from()
                    .filter(from -> from.kind().equals(TagSource.DOCKER_IMAGE))
                    .ifPresent(from -> known.add(repository(from.name()))));
    stream
        .tags()
        .values()
        .forEach(h -> h.items().forEach(event -> known.add(repository(event.reference()))));
    return known;
  }
}
