package dev.weir.server.config;

import dev.weir.reference.Port;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Chooses how pull specs name the integrated registry. */
public final class RegistryHost {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<host>\\[[0-9a-fA-F:]+]|[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?)(:[^:/@\\s]*)?");

  private RegistryHost() {}

  /**
   * Checks a host as the user wrote it.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static String check(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not of the form HOST[:PORT]");
    }
    Port.checkIn(text);
    if (!text.contains(".") && !text.contains(":") && !text.equals("localhost")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" in a pull spec would be read as a Docker Hub account; write a name with a dot"
              + " or a port, such as "
              + text
              + ":5000");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * The host for pull specs: the one asked for, else the one kept from an earlier start, else where
   * the registry listens.
   *
   * @param asked empty for none
   * @param kept names of earlier starts, the newest first
   * @param bound where the registry listens, with the real port
   * @throws StartException if the registry listens on all interfaces and nobody named a host
   */
  public static String choose(String asked, List<String> kept, ListenAddress bound) {
    if (!asked.isEmpty()) {
      return asked;
    }
    if (!kept.isEmpty()) {
      return kept.getFirst();
    }
    if (bound.isWildcard()) {
      throw new StartException(
          "The registry listens on all interfaces ("
              + bound
              + "), so Weir cannot know how clients name it; say so with --registry-host"
              + " HOST[:PORT].");
    }
    return bound.authority();
  }

  /** The host without the port and without brackets. */
  public static String withoutPort(String host) {
    var matcher = FORM.matcher(host);
    if (!matcher.matches()) {
      return host;
    }
    String name = matcher.group("host");
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }
}
