package dev.weir.clients.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Differences that are wanted. In the files {@code differences}, {@code differences-verbs}, {@code
 * differences-images} and {@code differences-apps} a reason stands by itself, and under it,
 * indented, the rows as {@code SECTION: LINE}; one that begins with {@code ~} is a pattern.
 */
record Differences(List<Wanted> all) {
  /** Rows that differ for a reason. */
  record Wanted(String reason, Pattern rows) {
    boolean covers(String row) {
      return rows.matcher(row).matches();
    }
  }

  Differences {
    all = List.copyOf(all);
  }

  static Differences read() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    for (String about : List.of("verbs", "images", "apps")) {
      lines.addAll(Files.readAllLines(Section.TABLES.resolve("differences-" + about)));
    }
    return of(lines);
  }

  static Path file() {
    return Section.TABLES.resolve("differences");
  }

  static Differences of(List<String> lines) {
    List<Wanted> all = new ArrayList<>();
    String reason = "";
    for (String line : lines) {
      if (line.startsWith("  ~")) {
        all.add(new Wanted(reason, Pattern.compile(line.substring(3))));
      } else if (line.startsWith("  ")) {
        all.add(new Wanted(reason, Pattern.compile(Pattern.quote(line.substring(2)))));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        reason = line;
      }
    }
    return new Differences(all);
  }

  Optional<Wanted> covering(String row) {
    return all.stream().filter(wanted -> wanted.covers(row)).findFirst();
  }
}
