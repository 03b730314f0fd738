package dev.weir.reference;

import java.util.regex.Pattern;

/**
 * Names an image stream, and the repository of the integrated registry that serves it: {@code
 * namespace/name} (registry.md 3.1: exactly two components).
 */
public record StreamName(String namespace, String name) {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final int MAX_LENGTH = 255;

  /**
   * Reads {@code namespace/name}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static StreamName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || text.indexOf('/', slash + 1) >= 0) {
      throw new IllegalArgumentException(
          "repository \"" + text + "\" must be of the form PROJECT/NAME");
    }
    StreamName name = new StreamName(text.substring(0, slash), text.substring(slash + 1));
    name.requireValid();
    return name;
  }

  private void requireValid() {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException("invalid project name \"" + namespace + "\"");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "invalid image stream name \"" + name + "\": must match \"" + NAME.pattern() + "\"");
    }
    if (namespace.length() + 1 + name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'namespace/name' cannot be longer than " + MAX_LENGTH + " characters");
    }
  }

  /** True if the text is a legal image stream name (image-api.md 7.4). */
  public static boolean isValidName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
