package dev.weir.clients.lines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows that share a namespace and are run from top to bottom. In a file of rows:
 *
 * <pre>
 * # a comment
 * section get oc          a new section, and who else answers: oc, kubectl, or weir for nobody
 * file stream.yaml        a file in the directory of the calls; its text is indented by two
 *   kind: ImageStream
 * file layer.tar          an archive; each line has the name of a file and what is in it
 * + create is ruby        a line that prepares and must succeed; weir runs it in both namespaces
 * get is ruby -o name     a row: what follows the program's name
 * </pre>
 *
 * <p>{@code {ns}} and {@code {other}} are namespaces of whoever answers, {@code {ns}ann} and {@code
 * {ns}bob} people whose password is {@code secret}, {@code {api}} and {@code {ca}} the server's
 * address and the file of its authority, {@code {registry}} its registry, {@code {upstream}}
 * another one, and {@code {text:FILE}} what a file of the directory holds.
 *
 * @param file that it stands in, without its ending
 */
record Section(String file, String name, String program, List<Step> steps) {
  static final Path TABLES = Path.of("src/test/resources/lines");

  Section {
    steps = List.copyOf(steps);
  }

  sealed interface Step {
    /** A file to write. */
    record Written(String name, String text) implements Step {}

    /** A line that prepares. */
    record Prepared(String line) implements Step {}

    /** A line to compare. */
    record Row(String line) implements Step {}
  }

  List<String> rows() {
    return steps.stream()
        .filter(Step.Row.class::isInstance)
        .map(step -> ((Step.Row) step).line())
        .toList();
  }

  /** The sections of all files. */
  static List<Section> all() {
    try (Stream<Path> files = Files.list(TABLES)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(file -> of(file).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Section> of(Path file) {
    List<Section> sections = new ArrayList<>();
    String stem = String.valueOf(file.getFileName()).replaceFirst("\\.txt$", "");
    String name = "";
    String program = "";
    List<Step> steps = new ArrayList<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("section ")) {
        if (!name.isEmpty()) {
          sections.add(new Section(stem, name, program, steps));
        }
        steps.clear();
        name = line.split(" ")[1];
        program = line.split(" ")[2];
      } else if (line.startsWith("file ")) {
        StringBuilder text = new StringBuilder();
        while (i + 1 < lines.size() && lines.get(i + 1).startsWith("  ")) {
          text.append(lines.get(++i).substring(2)).append('\n');
        }
        steps.add(new Step.Written(line.substring(5), text.toString()));
      } else if (line.startsWith("+ ")) {
        steps.add(new Step.Prepared(line.substring(2)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(new Step.Row(line));
      }
    }
    if (!name.isEmpty()) {
      sections.add(new Section(stem, name, program, steps));
    }
    return sections;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
