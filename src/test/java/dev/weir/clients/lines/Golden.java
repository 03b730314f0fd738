package dev.weir.clients.lines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kept answers of a file of rows: after each row that of the real client, and that of {@code
 * weir} where it is another one.
 */
final class Golden {
  private static final String WEIR = "weir: ";

  /**
   * A row with its answers.
   *
   * @param real the real client's; {@code weir}'s own in a section that nobody else answers
   * @param weir empty if it is the same
   */
  record Kept(String line, Answer real, Optional<Answer> weir) {
    Answer ours() {
      return weir.orElse(real);
    }
  }

  private Golden() {}

  private static Path file(String stem) {
    return Section.TABLES.resolve(stem + ".golden");
  }

  /** Rows by the name of their section. */
  static Map<String, List<Kept>> read(String stem) {
    if (!Files.exists(file(stem))) {
      return Map.of();
    }
    Map<String, List<Kept>> sections = new HashMap<>();
    String section = "";
    List<String> lines;
    try {
      lines = Files.readAllLines(file(stem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < lines.size(); ) {
      String line = lines.get(i++);
      if (line.startsWith("## ")) {
        section = line.substring(3);
      } else if (line.startsWith("$ ")) {
        StringBuilder real = new StringBuilder();
        StringBuilder weir = new StringBuilder();
        StringBuilder now = real;
        while (i < lines.size() && !lines.get(i).isEmpty()) {
          String said = lines.get(i++);
          now = said.startsWith(WEIR) ? weir : now;
          now.append(said.startsWith(WEIR) ? said.substring(WEIR.length()) : said).append('\n');
        }
        sections
            .computeIfAbsent(section, _ -> new ArrayList<>())
            .add(
                new Kept(
                    line.substring(2),
                    new Answer(real.toString()),
                    weir.isEmpty() ? Optional.empty() : Optional.of(new Answer(weir.toString()))));
      }
    }
    return sections;
  }

  static void write(String stem, Map<String, List<Kept>> sections) {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, rows) -> {
          text.append("## ").append(section).append("\n\n");
          for (Kept row : rows) {
            text.append("$ ").append(row.line()).append('\n').append(row.real().text());
            row.weir().ifPresent(weir -> text.append(WEIR).append(weir.text()));
            text.append('\n');
          }
        });
    try {
      Files.writeString(file(stem), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
