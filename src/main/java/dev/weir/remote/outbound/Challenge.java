package dev.weir.remote.outbound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 section 11.6.1).
 *
 * @param scheme lower case
 * @param parameters lower-case names, quotes removed
 */
public record Challenge(String scheme, Map<String, String> parameters) {
  private static final Pattern PART =
      Pattern.compile(
          "\\s*,?\\s*(?<name>[A-Za-z0-9!#$%&'*+.^_`|~-]+)"
              + "(?:\\s*=\\s*(?:\"(?<quoted>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|(?<bare>[^\\s,\"]*)))?");

  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** All challenges in order; what cannot be read ends the reading of that line. */
  public static List<Challenge> parse(List<String> lines) {
    List<Challenge> found = new ArrayList<>();
    for (String line : lines) {
      Matcher part = PART.matcher(line);
      int end = 0;
      while (part.find() && part.start() == end) {
        end = part.end();
        String name = part.group("name").toLowerCase(Locale.ROOT);
        String quoted = part.group("quoted");
        String bare = part.group("bare");
        if (quoted == null && bare == null) {
          found.add(new Challenge(name, new LinkedHashMap<>()));
        } else if (!found.isEmpty()) {
          String value = quoted == null ? bare : quoted.replaceAll("\\\\(.)", "$1");
          found.getLast().parameters().putIfAbsent(name, value);
        }
      }
    }
    return found;
  }
}
