package dev.weir.clients.lines;

import java.util.ArrayList;
import java.util.List;

/** A line as a shell takes it apart, as far as the table needs one. */
final class Words {
  private Words() {}

  /**
   * Commands of a line, each fed with what the one before printed.
   *
   * @param variables {@code NAME=VALUE} before the command
   * @param input the file after {@code <}, empty for none
   * @param output the file after {@code >}, empty for none
   */
  record Stage(List<String> variables, List<String> arguments, String input, String output) {
    Stage {
      variables = List.copyOf(variables);
      arguments = List.copyOf(arguments);
    }
  }

  static List<Stage> stages(String line) {
    List<Stage> stages = new ArrayList<>();
    List<String> variables = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    String[] files = {"", ""};
    List<String> words = split(line);
    for (int i = 0; i <= words.size(); i++) {
      String word = i == words.size() ? " |" : words.get(i);
      switch (word) {
        case " |" -> {
          stages.add(new Stage(variables, arguments, files[0], files[1]));
          variables.clear();
          arguments.clear();
          files = new String[] {"", ""};
        }
        case " <" -> files[0] = words.get(++i);
        case " >" -> files[1] = words.get(++i);
        default -> {
          boolean first = arguments.isEmpty() && word.matches("[A-Z_]+=.*");
          (first ? variables : arguments).add(word);
        }
      }
    }
    return stages;
  }

  /** Words; an operator has a space before it, which no word begins with unless it is quoted. */
  private static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && quote == '"' && i + 1 < line.length()) {
          word.append(line.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (c == ' ') {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else if (!begun && "|<>".indexOf(c) >= 0) {
        words.add(" " + c);
      } else if (c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        begun = true;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote has no end: " + line);
    }
    return words;
  }
}
