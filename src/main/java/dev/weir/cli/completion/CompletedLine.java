package dev.weir.cli.completion;

import dev.weir.cli.call.Flag;
import dev.weir.cli.call.GlobalFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A command line that is being typed. Pure.
 *
 * @param verb that was named; empty while its words are typed
 * @param words of the verb so far, such as {@code create secret}
 * @param arguments before the current word, without flags
 * @param common flags of all verbs that were given, with their values
 * @param open the flag whose value the current word is
 * @param current what is typed at the cursor, without the flag in {@code --flag=value}
 * @param attached {@code --flag=} if the value stands in the flag's own word, else empty
 * @param dashes true behind {@code --}, where words are of another program
 */
record CompletedLine(
    Optional<VerbWords> verb,
    String words,
    List<String> arguments,
    List<String> common,
    Optional<Flag> open,
    String current,
    String attached,
    boolean dashes) {

  /** Reads words; the last one is the current. */
  static CompletedLine of(List<String> typed, List<VerbWords> verbs, List<Flag> common) {
    return new Reading(verbs, common).read(typed);
  }

  /** A line as far as it was read. */
  private static final class Reading {
    private final List<VerbWords> verbs;
    private final List<Flag> common;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> given = new ArrayList<>();
    private Optional<VerbWords> verb = Optional.empty();
    private String words = "";
    private Optional<Flag> open = Optional.empty();
    private boolean dashes;

    Reading(List<VerbWords> verbs, List<Flag> common) {
      this.verbs = verbs;
      this.common = common;
    }

    CompletedLine read(List<String> typed) {
      String current = typed.isEmpty() ? "" : typed.getLast();
      for (String word : typed.subList(0, Math.max(0, typed.size() - 1))) {
        take(word);
      }
      int equals = current.indexOf('=');
      String attached = "";
      if (open.isEmpty() && !dashes && current.startsWith("-") && equals > 0) {
        open = flag(current.substring(0, equals)).filter(flag -> !flag.isSwitch());
        attached = open.isPresent() ? current.substring(0, equals + 1) : "";
      }
      return new CompletedLine(
          verb,
          words,
          arguments,
          given,
          open,
          current.substring(attached.length()),
          attached,
          dashes);
    }

    private void take(String word) {
      if (open.isPresent()) {
        if (isCommon(open.get())) {
          given.addAll(List.of(open.get().longName(), word));
        }
        open = Optional.empty();
      } else if (dashes || word.equals("--")) {
        dashes = true;
      } else if (word.startsWith("-") && !word.equals("-")) {
        open = flag(word).filter(flag -> !flag.isSwitch() && !flag.bare());
        if (open.isEmpty() && GlobalFlags.isOne(word)) {
          given.add(word);
        }
      } else {
        takeWord(word);
      }
    }

    /** Flags of all verbs decide which server is asked. */
    private boolean isCommon(Flag flag) {
      return GlobalFlags.isOne(flag.longName());
    }

    private void takeWord(String word) {
      String longer = words.isEmpty() ? word : words + " " + word;
      boolean goesOn =
          arguments.isEmpty() && verbs.stream().anyMatch(known -> isOrBegins(known, longer));
      if (goesOn) {
        words = longer;
        verb = verbs.stream().filter(known -> known.names().contains(longer)).findFirst();
      } else {
        arguments.add(word);
      }
    }

    private static boolean isOrBegins(VerbWords verb, String words) {
      return verb.names().stream()
          .anyMatch(name -> name.equals(words) || name.startsWith(words + " "));
    }

    private Optional<Flag> flag(String name) {
      return Stream.concat(
              verb.map(VerbWords::flags).map(flags -> flags.get().list()).stream()
                  .flatMap(List::stream),
              common.stream())
          .filter(flag -> flag.names().contains(name))
          .findFirst();
    }
  }

  /** Names that go on from the words so far, each with one line about it. */
  <T> List<T> nextWords(List<VerbWords> verbs, Function<VerbNext, T> made) {
    String begin = words.isEmpty() ? "" : words + " ";
    return verbs.stream()
        .flatMap(
            known ->
                known.names().stream()
                    .filter(name -> name.startsWith(begin) && !name.equals(words))
                    .map(
                        name -> {
                          String rest = name.substring(begin.length());
                          int space = rest.indexOf(' ');
                          return space < 0
                              ? new VerbNext(rest, known.summary(), name.equals(known.path()))
                              : new VerbNext(rest.substring(0, space), "", true);
                        }))
        .map(made)
        .toList();
  }

  /** The next word of a verb, and what the verb does if it is the last. */
  record VerbNext(String word, String summary, boolean own) {}
}
