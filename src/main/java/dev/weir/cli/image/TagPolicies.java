package dev.weir.cli.image;

import dev.weir.cli.call.CliException;
import java.util.Locale;

/** Values of flags that several verbs share, in any case (cli.md 20, row 10). */
final class TagPolicies {
  private TagPolicies() {}

  /** {@code Source}, {@code Local}, or empty if nothing was said. */
  static String referencePolicy(String given, String message) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "" -> "";
      case "source" -> "Source";
      case "local" -> "Local";
      default -> throw CliException.error(message);
    };
  }

  /** {@code Legacy}, {@code PreserveOriginal}, or empty if nothing was said. */
  static String importMode(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "" -> "";
      case "legacy" -> "Legacy";
      case "preserveoriginal" -> "PreserveOriginal";
      default -> throw CliException.error("valid ImportMode values are Legacy or PreserveOriginal");
    };
  }
}
