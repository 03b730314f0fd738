package dev.weir.cli.call;

import picocli.CommandLine.Help;

/** The help of one verb: what it does, examples, flags. */
final class HelpText {
  private static final String FLAGS = "[FLAGS]";

  private HelpText() {}

  static String of(Flags flags) {
    StringBuilder text = new StringBuilder();
    text.append(flags.description().strip()).append("\n\n");
    if (!flags.examplesText().isBlank()) {
      text.append("Examples:\n").append(flags.examplesText().strip().indent(2)).append('\n');
    }
    boolean isWhole = flags.synopsis().contains(FLAGS);
    text.append("Usage:\n  weir ")
        .append(flags.synopsis())
        .append(isWhole ? "" : " " + FLAGS)
        .append("\n\nFlags:\n");
    Help help = new Help(flags.spec(), Help.defaultColorScheme(Help.Ansi.OFF));
    return text.append(help.optionList()).toString();
  }
}
