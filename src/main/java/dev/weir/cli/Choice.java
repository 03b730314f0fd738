package dev.weir.cli;

import dev.weir.cli.call.GlobalFlags;
import java.util.ArrayList;
import java.util.List;

/** Finds the verb among the arguments, wherever the flags stand. */
sealed interface Choice {
  /** A verb was named; the arguments are without its words. */
  record Chosen(Verb verb, List<String> arguments) implements Choice {
    public Chosen {
      arguments = List.copyOf(arguments);
    }
  }

  /** The words name a group such as {@code create}; empty for none at all. */
  record Group(String words, boolean help) implements Choice {}

  /** Nothing is called like this. */
  record Unknown(String group, String word) implements Choice {}

  static Choice of(List<String> arguments) {
    List<String> rest = new ArrayList<>(arguments);
    if (!rest.isEmpty() && rest.getFirst().equals("help")) {
      rest.removeFirst();
      rest.add("--help");
    }
    String words = "";
    boolean help = false;
    int at = 0;
    while (at < rest.size()) {
      String argument = rest.get(at);
      if (argument.equals("--")) {
        break;
      }
      if (argument.startsWith("-")) {
        help |= argument.equals("-h") || argument.equals("--help");
        if (!words.isEmpty() && !GlobalFlags.takesNext(argument) && !argument.contains("=")) {
          break; // may take the next word as its value
        }
        at += GlobalFlags.takesNext(argument) ? 2 : 1;
        continue;
      }
      String longer = words.isEmpty() ? argument : words + " " + argument;
      if (!isKnown(longer)) {
        break;
      }
      words = longer;
      rest.remove(at);
    }
    return decide(words, rest, at, help);
  }

  private static boolean isKnown(String words) {
    for (Verb verb : Verb.values()) {
      if (verb.isCalled(words) || verb.isUnder(words)) {
        return true;
      }
    }
    return false;
  }

  private static Choice decide(String words, List<String> rest, int at, boolean help) {
    for (Verb verb : Verb.values()) {
      if (verb.isCalled(words)) {
        return new Chosen(verb, rest);
      }
    }
    return at < rest.size() && !rest.get(at).startsWith("-")
        ? new Unknown(words, rest.get(at))
        : new Group(words, help);
  }
}
