package dev.weir.cli.call;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The help of one verb: what it does, examples, flags. */
public final class HelpText {
  private static final String FLAGS = "[FLAGS]";

  private static final String COMMON =
      "Use \"weir options\" for the flags that all commands take.\n";

  private static final Pattern BREAK = Pattern.compile("(.{1,80})(?: +|$)");

  private HelpText() {}

  static String of(Flags flags, VerbName name) {
    StringBuilder text = new StringBuilder();
    text.append(wrapped(flags.description().strip())).append("\n\n");
    if (!flags.examplesText().isBlank()) {
      text.append("Examples:\n").append(indented(flags.examplesText())).append('\n');
    }
    text.append(name.below());
    boolean isWhole = flags.synopsis().contains(FLAGS);
    text.append("Usage:\n  weir ")
        .append(flags.synopsis())
        .append(isWhole ? "" : " " + FLAGS)
        .append("\n\nFlags:\n");
    text.append(OddArguments.list(flags)).append('\n');
    text.append(name.below().isEmpty() ? COMMON : more(name.called()));
    return name.inWords(text.toString());
  }

  /** Sentences in lines that fit a terminal; what is indented stays as it is. */
  private static String wrapped(String text) {
    return text.lines()
        .map(line -> line.startsWith(" ") ? line : BREAK.matcher(line).replaceAll("$1\n").strip())
        .collect(Collectors.joining("\n"));
  }

  private static String indented(String text) {
    return text.strip().indent(2).replaceAll("(?m)^ +$", "");
  }

  /** Where to read on, at the end of a text about commands that begin with these words. */
  public static String more(String words) {
    String command = words.isEmpty() ? "COMMAND" : words + " COMMAND";
    return "Use \"weir " + command + " -h\" for the flags and examples of a command.\n" + COMMON;
  }
}
