package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of commands in the README under the mark {@code <!-- tested -->}.
 *
 * @param terminal where it is typed, empty for the reader's own
 */
record ReadmeExample(String terminal, List<Step> steps) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- (?<mark>tested)(?: in: (?<terminal>[^\\n]*?))? -->\\n)?"
              + "^```(?<kind>console|sh)\\n(?<text>.*?)^```$",
          Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern TIME = Pattern.compile("\\d+ seconds? ago");

  ReadmeExample {
    steps = List.copyOf(steps);
  }

  /** A command, and the lines that the README shows as its answer. */
  record Step(String command, String output) {
    /** A pattern of the answer: … stands for anything, blanks for as many as there are. */
    Pattern shown(UnaryOperator<String> replacing) {
      StringBuilder regex = new StringBuilder("\\s*");
      for (String word : replacing.apply(TIME.matcher(output).replaceAll("…")).split("\\s+")) {
        String[] parts = word.split("…", -1);
        for (int i = 0; i < parts.length; i++) {
          regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        regex.append("\\s+");
      }
      return Pattern.compile(regex.toString().replaceFirst("\\\\s\\+$", "\\\\s*"));
    }
  }

  static List<ReadmeExample> all(Path document) throws IOException {
    List<ReadmeExample> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(document));
    while (block.find()) {
      if (block.group("mark") != null) {
        String terminal = block.group("terminal");
        String text = block.group("text");
        examples.add(
            new ReadmeExample(
                terminal == null ? "" : terminal,
                block.group("kind").equals("sh") ? lines(text) : steps(text)));
      }
    }
    return examples;
  }

  /** What stands under no mark. */
  static List<String> untested(Path document) throws IOException {
    return BLOCK
        .matcher(Files.readString(document))
        .results()
        .filter(block -> block.group("mark") == null)
        .map(block -> block.group("text"))
        .toList();
  }

  private static List<Step> lines(String script) {
    return script.replace("\\\n", "").lines().map(line -> new Step(line, "")).toList();
  }

  private static List<Step> steps(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split("(?m)^\\$ ")) {
      if (!part.isBlank()) {
        int end = part.indexOf('\n');
        steps.add(new Step(part.substring(0, end), part.substring(end + 1)));
      }
    }
    return steps;
  }
}
