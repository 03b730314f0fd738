package dev.weir.cli.manual;

import dev.weir.cli.call.Flag;
import dev.weir.cli.call.Flags;
import dev.weir.cli.completion.VerbWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What both kinds of pages say alike. */
final class Words {
  private Words() {}

  /** Verbs by the first word of their own name. */
  static Map<String, List<VerbWords>> of(List<VerbWords> verbs) {
    Map<String, List<VerbWords>> words = new TreeMap<>();
    for (VerbWords verb : verbs) {
      String first = verb.names().getFirst().split(" ", 2)[0];
      words.computeIfAbsent(first, _ -> new ArrayList<>()).add(verb);
    }
    return words;
  }

  static String usage(Flags flags) {
    String synopsis = "weir " + flags.synopsis();
    return synopsis.contains("[FLAGS]") ? synopsis : synopsis + " [FLAGS]";
  }

  /** Such as {@code -n, --namespace=NAME}. */
  static String shown(Flag flag) {
    String value =
        flag.isSwitch() ? "" : flag.bare() ? "[=" + flag.label() + "]" : "=" + flag.label();
    return String.join(", ", flag.names()) + value;
  }
}
