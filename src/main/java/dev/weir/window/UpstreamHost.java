package dev.weir.window;

import dev.weir.reference.Port;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry as pull specs name it: {@code host[:port]} in lower case. Docker Hub is {@code
 * docker.io}, by whichever of its names it is called.
 */
public record UpstreamHost(String name) {
  /** Docker Hub. */
  public static final UpstreamHost HUB = new UpstreamHost("docker.io");

  private static final Set<String> HUB_NAMES =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<host>%1$s(?:\\.%1$s)*|\\[[0-9a-f:]+])(?::(?<port>[^/:]*))?".formatted(LABEL));
  private static final int MAX_LENGTH = 261;
  private static final String LIBRARY = "library/";

  /**
   * Reads a host.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static UpstreamHost parse(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    Matcher form = FORM.matcher(host);
    if (text.length() > MAX_LENGTH || !form.matches()) {
      throw new IllegalArgumentException(
          "must be the HOST[:PORT] of a registry, such as docker.io, without scheme and path");
    }
    String port = form.group("port");
    if (port != null) {
      Port.check(port);
    }
    String name = form.group("host");
    boolean likeAHost = port != null || name.matches(".*[.:].*") || name.equals("localhost");
    if (!likeAHost) {
      throw new IllegalArgumentException(
          "must be a host as pull specs name it: with a dot, with a port, or localhost");
    }
    return HUB_NAMES.contains(host) ? HUB : new UpstreamHost(host);
  }

  /**
   * The repository that clients of this host mean by a path: of Docker Hub, {@code busybox} is
   * {@code library/busybox}.
   */
  public String repository(String path) {
    return equals(HUB) && path.indexOf('/') < 0 ? LIBRARY + path : path;
  }

  @Override
  public String toString() {
    return name;
  }
}
