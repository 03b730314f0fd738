package dev.weir.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The overview of verbs, and what is said when one is mistyped (cli.md 1). */
final class VerbList {
  private static final int FARTHEST = 2;

  /** Those that run a server or touch its data directory, and so are not client commands. */
  private static final Map<String, String> SERVER =
      new TreeMap<>(
          Map.of(
              "serve",
              "Run a server",
              "image serve",
              "Show a directory of images as a registry",
              "restore",
              "Make a data directory of a backup",
              "demo",
              "Show the main job with a server of its own"));

  private VerbList() {}

  /** The verbs of a group; of everything if the words are empty. */
  static String of(String words) {
    List<Verb> verbs = words.isEmpty() ? Arrays.asList(Verb.values()) : Verb.under(words);
    int width = verbs.stream().mapToInt(verb -> verb.path().length()).max().orElse(0);
    StringBuilder text = new StringBuilder("Image streams on any machine and any cluster.\n\n");
    text.append("Usage:\n  weir ")
        .append(words.isEmpty() ? "" : words + " ")
        .append("COMMAND [ARGUMENTS] [FLAGS]\n\nCommands:\n");
    String begin = words.isEmpty() ? "" : words + " ";
    SERVER.forEach(
        (path, summary) -> {
          if (path.startsWith(begin)) {
            line(text, width, path, summary);
          }
        });
    for (Verb verb : verbs) {
      line(text, width, verb.path(), verb.summary());
    }
    return text.append("\nSee 'weir COMMAND -h' for the flags and examples of a command.\n")
        .toString();
  }

  private static void line(StringBuilder text, int width, String path, String summary) {
    text.append("  ")
        .append(path)
        .append(" ".repeat(width - path.length() + 3))
        .append(summary)
        .append('\n');
  }

  static String unknown(String group, String word) {
    String prefix = group.isEmpty() ? "weir" : "weir " + group;
    StringBuilder text =
        new StringBuilder("error: unknown command \"" + word + "\" for \"" + prefix + "\"\n");
    List<String> near = near(group, word);
    if (!near.isEmpty()) {
      text.append("\nDid you mean this?\n");
      near.forEach(name -> text.append('\t').append(name).append('\n'));
    }
    return text.append("See 'weir ")
        .append(group.isEmpty() ? "" : group + " ")
        .append("-h' for help and examples\n")
        .toString();
  }

  private static List<String> near(String group, String word) {
    int at = group.isEmpty() ? 0 : group.split(" ").length;
    Stream<Verb> verbs =
        group.isEmpty() ? Arrays.stream(Verb.values()) : Verb.under(group).stream();
    Stream<String> names = verbs.map(verb -> verb.path().split(" ")[at]);
    Stream<String> servers =
        SERVER.keySet().stream()
            .filter(path -> path.startsWith(group.isEmpty() ? "" : group + " "))
            .map(path -> path.split(" ")[at]);
    return Stream.concat(names, servers)
        .distinct()
        .filter(name -> distance(name, word) <= FARTHEST || name.startsWith(word))
        .sorted()
        .toList();
  }

  /** Least number of letters to change, add or remove. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
