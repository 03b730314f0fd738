package dev.weir.cli.manual;

import dev.weir.cli.call.Flag;
import dev.weir.cli.call.Flags;
import dev.weir.cli.completion.VerbWords;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pages for {@code man}: {@code weir.1}, and one for each first word, such as {@code weir-tag.1}.
 */
final class ManPages {
  private ManPages() {}

  /** Pages by the names of their files. */
  static Map<String, String> of(List<VerbWords> verbs, List<Flag> common) {
    Map<String, String> pages = new TreeMap<>();
    StringBuilder all =
        new StringBuilder(head("weir", "image streams on any machine and any cluster"))
            .append(".SH SYNOPSIS\n\\fBweir\\fR COMMAND [ARGUMENTS] [FLAGS]\n.SH COMMANDS\n");
    Words.of(verbs)
        .forEach(
            (word, found) -> {
              pages.put("weir-" + word + ".1", page(word, found));
              for (VerbWords verb : found) {
                all.append(".TP\n\\fBweir ").append(escaped(verb.path())).append("\\fR\n");
                all.append(escaped(verb.summary())).append('\n');
              }
            });
    all.append(".SH FLAGS OF ALL COMMANDS\n").append(flags(common));
    all.append(
        """
        .SH EXIT STATUS
        0 if all was done, 1 if anything was refused or failed, 70 if the program itself is at fault.
        diff: 0 if there is no difference, 1 if there is one, 2 if it could not compare.
        """);
    pages.put("weir.1", all.toString());
    return pages;
  }

  private static String head(String name, String about) {
    return ".TH \"%s\" \"1\" \"\" \"Weir\" \"Weir\"\n.SH NAME\n%s \\- %s\n"
        .formatted(name.replace(' ', '-').toUpperCase(Locale.ROOT), escaped(name), about);
  }

  private static String page(String word, List<VerbWords> verbs) {
    StringBuilder text =
        new StringBuilder(head("weir-" + word, escaped(verbs.getFirst().summary())));
    text.append(".SH SYNOPSIS\n");
    for (VerbWords verb : verbs) {
      text.append(".nf\n").append(line(Words.usage(verb.flags().get()))).append(".fi\n");
    }
    for (VerbWords verb : verbs) {
      Flags flags = verb.flags().get();
      text.append(".SH WEIR ").append(escaped(verb.path().toUpperCase(Locale.ROOT)));
      text.append('\n');
      for (String paragraph : flags.description().strip().split("\n\n")) {
        text.append(".PP\n");
        paragraph.lines().forEach(part -> text.append(line(part)));
      }
      if (!flags.examplesText().isBlank()) {
        text.append(".SS Examples\n.nf\n");
        flags.examplesText().strip().lines().forEach(part -> text.append(line(part)));
        text.append(".fi\n");
      }
      text.append(".SS Flags\n").append(flags(flags.list()));
    }
    return text.append(".SH SEE ALSO\n\\fBweir\\fR(1)\n").toString();
  }

  private static String flags(List<Flag> flags) {
    StringBuilder text = new StringBuilder();
    for (Flag flag : flags) {
      text.append(".TP\n\\fB").append(escaped(Words.shown(flag))).append("\\fR\n");
      text.append(line(flag.help()));
    }
    return text.toString();
  }

  /** A line of text; one that begins as a request of roff does is told apart. */
  private static String line(String text) {
    String escaped = escaped(text);
    return (escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "") + escaped + "\n";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("…", "...")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha")
        .replace("`", "\\(ga");
  }
}
