package dev.weir.cli.manual;

import dev.weir.cli.call.Flag;
import dev.weir.cli.call.Flags;
import dev.weir.cli.completion.VerbWords;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code docs/cli}: a page for each first word, and a list of them. */
final class MarkdownPages {
  private MarkdownPages() {}

  /** Pages by the names of their files. */
  static Map<String, String> of(List<VerbWords> verbs, List<Flag> common) {
    Map<String, String> pages = new TreeMap<>();
    StringBuilder list =
        new StringBuilder(
            """
            # Commands of weir

            How commands end, and what programs can read of them: [exit codes and output](exit-codes.md). Flags that
            every command takes: [common flags](options.md). These pages are written by `./weir __manual docs/cli`.

            | command | does |
            |---|---|
            """);
    Words.of(verbs)
        .forEach(
            (word, found) -> {
              pages.put(word + ".md", page(word, found, common));
              for (VerbWords verb : found) {
                list.append("| [")
                    .append(verb.path())
                    .append("](")
                    .append(word)
                    .append(".md) | ")
                    .append(verb.summary())
                    .append(" |\n");
              }
            });
    pages.put("README.md", list.toString());
    return pages;
  }

  private static String page(String word, List<VerbWords> verbs, List<Flag> common) {
    StringBuilder text = new StringBuilder("# weir " + word + "\n");
    for (VerbWords verb : verbs) {
      verb(text, verb);
    }
    if (word.equals("options")) {
      text.append('\n').append(table(common));
    } else {
      text.append("\nFlags that every command takes: [common flags](options.md).\n");
    }
    return text.toString();
  }

  private static void verb(StringBuilder text, VerbWords verb) {
    Flags flags = verb.flags().get();
    text.append("\n## weir ").append(verb.path()).append("\n\n");
    text.append(flags.description().strip()).append("\n\n```\n");
    text.append(Words.usage(flags)).append("\n```\n");
    if (verb.names().size() > 1) {
      text.append("\nAlso called `weir ")
          .append(String.join("`, `weir ", verb.names().subList(1, verb.names().size())))
          .append("`.\n");
    }
    if (!flags.examplesText().isBlank()) {
      text.append("\n```sh\n").append(flags.examplesText().strip()).append("\n```\n");
    }
    text.append('\n').append(table(flags.list()));
  }

  private static String table(List<Flag> flags) {
    StringBuilder text = new StringBuilder("| flag | meaning |\n|---|---|\n");
    for (Flag flag : flags) {
      text.append("| `")
          .append(Words.shown(flag).replace("|", "\\|"))
          .append("` | ")
          .append(flag.help().replace("|", "\\|").replace("<", "&lt;"))
          .append(" |\n");
    }
    return text.toString();
  }
}
