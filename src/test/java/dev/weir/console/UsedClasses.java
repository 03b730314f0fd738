package dev.weir.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PatternFly's classes that pages have, and which selectors can find something on a page then. */
record UsedClasses(Set<String> names) {
  private static final List<Path> PLACES =
      List.of(Path.of("src/main/jte"), Path.of("src/main/java/dev/weir/console"));
  private static final Pattern NAME = Pattern.compile("pf-(?:v6|m)-[\\w-]+");
  private static final Pattern CLASS = Pattern.compile("\\.(pf-[\\w-]+)");
  private static final Pattern ANY_OF = Pattern.compile(":(?:is|where)$");

  UsedClasses {
    names = Set.copyOf(names);
  }

  /**
   * Those that templates, the code beside them and our own stylesheet name: each in full, since
   * nothing puts a name together.
   */
  static UsedClasses ofPages(String ours) throws IOException {
    Set<String> names = new HashSet<>(found(NAME, ours, 0));
    for (Path place : PLACES) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          names.addAll(found(NAME, Files.readString(file), 0));
        }
      }
    }
    return new UsedClasses(names);
  }

  /** Selectors of a list, which commas within parentheses do not part. */
  static List<String> parts(String selectors) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at < selectors.length(); at++) {
      char c = selectors.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(selectors.substring(from, at).strip());
        from = at + 1;
      }
    }
    parts.add(selectors.substring(from).strip());
    return parts;
  }

  /** True unless it asks for a class that no page has. */
  boolean canFind(String selector) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < selector.length(); at++) {
      if (selector.charAt(at) != '(') {
        plain.append(selector.charAt(at));
        continue;
      }
      int end = closing(selector, at);
      String within = selector.substring(at + 1, end);
      if (ANY_OF.matcher(plain).find() && parts(within).stream().noneMatch(this::canFind)) {
        return false;
      }
      at = end; // of other pseudo-classes, such as :not, nothing is asked
    }
    return names.containsAll(found(CLASS, plain.toString(), 1));
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("not closed: " + text);
  }

  private static Set<String> found(Pattern pattern, String text, int group) {
    Set<String> found = new HashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(group));
    }
    return found;
  }
}
