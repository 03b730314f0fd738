package dev.weir.cli;

import dev.weir.cli.call.GlobalFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the verb among the arguments, wherever the flags stand. */
sealed interface Choice {
  /**
   * A verb was named; the arguments are without its words.
   *
   * @param called the words, which may be one of its other names
   */
  record Chosen(Verb verb, String called, List<String> arguments) implements Choice {
    public Chosen {
      arguments = List.copyOf(arguments);
    }
  }

  /** The words name a group such as {@code create}; empty for none at all. */
  record Group(String words, boolean help) implements Choice {}

  /** Nothing is called like this. */
  record Unknown(String group, String word) implements Choice {}

  /** No verb was named, and no flag is called like this. */
  record UnknownFlag(String group, String flag) implements Choice {}

  /** Other clients have it. */
  record NotHere(String words, String instead) implements Choice {}

  static Choice of(List<String> arguments) {
    List<String> rest = new ArrayList<>(arguments);
    if (!rest.isEmpty() && rest.getFirst().equals("help")) {
      rest.removeFirst();
      rest.add("--help");
    }
    String words = "";
    boolean help = false;
    String strange = "";
    int at = 0;
    while (at < rest.size()) {
      String argument = rest.get(at);
      if (argument.equals("--")) {
        break;
      }
      if (isFlag(argument)) {
        help |= argument.equals("-h") || argument.equals("--help");
        if (!words.isEmpty() && !GlobalFlags.takesNext(argument) && !argument.contains("=")) {
          break; // may take the next word as its value
        }
        if (strange.isEmpty() && !GlobalFlags.isOne(argument)) {
          strange = argument;
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
    return decide(words, rest, at, help, strange);
  }

  private static boolean isFlag(String argument) {
    return argument.startsWith("-") && !argument.equals("-") && !argument.equals("--");
  }

  private static boolean isKnown(String words) {
    for (Verb verb : Verb.values()) {
      if (verb.isCalled(words) || verb.isUnder(words)) {
        return true;
      }
    }
    return VerbList.isServerGroup(words);
  }

  private static Choice decide(
      String words, List<String> rest, int at, boolean help, String strange) {
    boolean isWord = at < rest.size() && !isFlag(rest.get(at));
    if (isWord) {
      String longer = words.isEmpty() ? rest.get(at) : words + " " + rest.get(at);
      Optional<String> instead = Elsewhere.instead(longer);
      if (instead.isPresent()) {
        return new NotHere(longer, instead.get());
      }
    }
    for (Verb verb : Verb.values()) {
      if (verb.isCalled(words)) {
        return new Chosen(verb, words, rest);
      }
    }
    if (strange.isEmpty() && at < rest.size() && !GlobalFlags.isOne(rest.get(at)) && !isWord) {
      strange = rest.get(at);
    }
    if (words.isEmpty() && strange.equals("--version")) {
      rest.remove("--version");
      rest.add("--client");
      return new Chosen(Verb.VERSION, Verb.VERSION.path(), rest);
    }
    if (!strange.isEmpty() && !help) {
      return new UnknownFlag(words, strange);
    }
    return isWord ? new Unknown(words, rest.get(at)) : new Group(words, help);
  }
}
