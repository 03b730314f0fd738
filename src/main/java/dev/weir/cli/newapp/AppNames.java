package dev.weir.cli.newapp;

import dev.weir.cli.call.CliException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of what is made, each once. */
final class AppNames {
  private static final String RULE = "[a-z](?:[-a-z0-9]{0,56}[a-z0-9])?";
  private static final int SHORTEST = 2;
  private static final int LONGEST = 58;

  private final Map<String, Integer> taken = new HashMap<>();

  /**
   * The name that was asked for.
   *
   * @throws CliException if objects cannot be called so
   */
  static String given(String name) {
    if (!name.matches(RULE)) {
      throw CliException.error(
          "invalid name: "
              + name
              + ". Must be an a lower case alphanumeric (a-z, and 0-9) string with a maximum length"
              + " of 58 characters, where the first character is a letter (a-z), and the '-'"
              + " character is allowed anywhere except the first or last character.");
    }
    return name;
  }

  /**
   * A name made of that of an image or a repository; the second one of the same ends in {@code -1}.
   *
   * @param argument what it is made for
   * @throws CliException if nothing that can be a name is left of it
   */
  String unique(String suggested, String argument) {
    String name =
        suggested.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    if (name.length() < SHORTEST) {
      throw CliException.error("can't include \"" + argument + "\": invalid name: " + suggested);
    }
    String cut =
        name.length() <= LONGEST ? name : name.substring(0, LONGEST).replaceFirst("-+$", "");
    int count = taken.merge(cut, 1, Integer::sum) - 1;
    return count == 0 ? cut : cut + "-" + count;
  }
}
