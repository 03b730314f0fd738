package dev.weir.cli;

import dev.weir.cli.call.HelpText;
import dev.weir.resource.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
              "config show",
              "Show the settings that a server would run with",
              "config check",
              "Say what is wrong with a file of settings",
              "restore",
              "Make a data directory of a backup",
              "demo",
              "Show the main job with a server of its own"));

  private VerbList() {}

  /** The verbs of a group; all first words if the words are empty. */
  static String of(String words) {
    if (words.isEmpty()) {
      return overview();
    }
    StringBuilder text = new StringBuilder();
    VerbGroup.of(words).ifPresent(group -> text.append(group.summary()).append(".\n\n"));
    return text.append(below(words))
        .append("Usage:\n  weir ")
        .append(words)
        .append(" COMMAND [ARGUMENTS] [FLAGS]\n\n")
        .append(HelpText.more(words))
        .toString();
  }

  /** The longer verbs that begin with these words, with a title; empty if there are none. */
  static String below(String words) {
    Map<String, String> found = new LinkedHashMap<>();
    Verb.under(words)
        .forEach(verb -> verb.nameUnder(words).ifPresent(name -> found.put(name, verb.summary())));
    SERVER.forEach(
        (path, summary) -> {
          if (path.startsWith(words + " ")) {
            found.put(path, summary);
          }
        });
    return found.isEmpty() ? "" : "Commands:\n" + table(found) + "\n";
  }

  /** True if only verbs of servers begin with these words. */
  static boolean isServerGroup(String words) {
    return words.equals(VerbGroup.CONFIG.word());
  }

  private static String overview() {
    StringBuilder text = new StringBuilder("Image streams on any machine and any cluster.\n\n");
    Map<String, String> words = firstWords();
    for (Topic topic : Topic.values()) {
      Map<String, String> part = new LinkedHashMap<>();
      words.keySet().stream()
          .filter(word -> Topic.of(word) == topic)
          .sorted(Comparator.comparingInt(topic::place))
          .forEach(word -> part.put(word, words.getOrDefault(word, "")));
      if (!part.isEmpty()) {
        text.append(topic.title()).append(":\n").append(table(part)).append('\n');
      }
    }
    return text.append("Usage:\n  weir COMMAND [ARGUMENTS] [FLAGS]\n\n")
        .append(HelpText.more(""))
        .toString();
  }

  /** Each with one line; where only longer verbs begin with it, that of the group. */
  static Map<String, String> firstWords() {
    Map<String, String> words = new LinkedHashMap<>();
    for (Verb verb : Verb.values()) {
      String first = verb.path().split(" ", 2)[0];
      if (verb.path().equals(first)) {
        words.put(first, verb.summary());
      } else {
        words.putIfAbsent(first, VerbGroup.of(first).map(VerbGroup::summary).orElse(""));
      }
    }
    SERVER.forEach(
        (path, summary) -> {
          String first = path.split(" ", 2)[0];
          if (path.equals(first)) {
            words.put(path, summary);
          } else {
            words.putIfAbsent(first, VerbGroup.of(first).map(VerbGroup::summary).orElse(""));
          }
        });
    return words;
  }

  private static String table(Map<String, String> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    rows.forEach(
        (name, summary) ->
            text.append("  ")
                .append(name)
                .append(" ".repeat(width - name.length() + 3))
                .append(summary)
                .append('\n'));
    return text.toString();
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
    return text.append("See '").append(prefix).append(" -h' for help and examples\n").toString();
  }

  private static List<String> near(String group, String word) {
    int at = group.isEmpty() ? 0 : group.split(" ").length;
    List<String> names = new ArrayList<>();
    Stream<Verb> verbs =
        group.isEmpty() ? Arrays.stream(Verb.values()) : Verb.under(group).stream();
    verbs
        .flatMap(verb -> verb.names().stream())
        .filter(name -> group.isEmpty() || name.startsWith(group + " "))
        .forEach(names::add);
    SERVER.keySet().stream()
        .filter(path -> path.startsWith(group.isEmpty() ? "" : group + " "))
        .forEach(names::add);
    return names.stream()
        .map(name -> name.split(" ")[at])
        .distinct()
        .filter(name -> isNear(name, word))
        .sorted()
        .toList();
  }

  private static boolean isNear(String name, String word) {
    int distance = Spelling.distance(name, word);
    return !word.isEmpty()
        && (name.startsWith(word) || (distance <= FARTHEST && distance < word.length()));
  }
}
