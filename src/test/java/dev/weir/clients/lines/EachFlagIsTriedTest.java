package dev.weir.clients.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.DeclaredFlags;
import dev.weir.cli.call.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * No flag is declared that no row of the table tries. What is tried elsewhere stands in the file
 * {@code untried}: a reason, and under it, indented, {@code VERB} for all of its flags, {@code
 * VERB: --flag}, or {@code *: --flag} for one that rows of some verb try and one class reads.
 */
class EachFlagIsTriedTest {
  private static final Set<String> EVERYWHERE = Set.of("--help");

  private static Set<String> excused() throws IOException {
    return Files.readAllLines(Section.TABLES.resolve("untried")).stream()
        .filter(line -> line.startsWith("  "))
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  /** What the rows of each verb have in them that looks like a flag, without its value. */
  private static Map<String, Set<String>> tried() {
    Map<String, Set<String>> tried = new HashMap<>();
    for (Section section : Section.all()) {
      for (Section.Step step : section.steps()) {
        String line =
            switch (step) {
              case Section.Step.Row(String row) -> row;
              case Section.Step.Prepared(String prepared) -> prepared;
              case Section.Step.Written _ -> "";
            };
        for (Words.Stage stage : Words.stages(line)) {
          DeclaredFlags.verbOf(stage.arguments())
              .ifPresent(
                  verb ->
                      stage.arguments().stream()
                          .map(argument -> argument.replaceFirst("=.*", ""))
                          .forEach(tried.computeIfAbsent(verb, _ -> new HashSet<>())::add));
        }
      }
    }
    return tried;
  }

  private static boolean isTried(Flag flag, Set<String> words) {
    return flag.names().stream()
        .anyMatch(
            name ->
                words.contains(name)
                    || (name.length() == 2 && words.stream().anyMatch(it -> it.startsWith(name))));
  }

  /** A flag of a verb, and whether a row tries it. */
  private record Declared(String verb, Flag flag, boolean tried) {
    String name() {
      return verb + ": " + flag.longName();
    }

    boolean isExcusedBy(String excuse) {
      return excuse.equals(verb) || excuse.equals(name()) || excuse.equals("*: " + flag.longName());
    }
  }

  private static List<Declared> declared() {
    Map<String, Set<String>> tried = tried();
    return DeclaredFlags.all().stream()
        .flatMap(
            verb ->
                verb.flags().stream()
                    .filter(flag -> flag.names().stream().noneMatch(EVERYWHERE::contains))
                    .map(
                        flag ->
                            new Declared(
                                verb.path(),
                                flag,
                                isTried(flag, tried.getOrDefault(verb.path(), Set.of())))))
        .toList();
  }

  @Test
  void eachFlagOfEachVerbIsInTheTable() throws IOException {
    Set<String> excused = excused();
    List<String> untried =
        declared().stream()
            .filter(flag -> !flag.tried() && excused.stream().noneMatch(flag::isExcusedBy))
            .map(Declared::name)
            .toList();
    assertThat(untried).as(() -> String.join("\n", untried)).isEmpty();
  }

  /** A verb that has rows is excused flag by flag, so that a new flag of it needs a row. */
  @Test
  void noFlagIsExcusedThatTheTableTries() throws IOException {
    List<Declared> declared = declared();
    List<String> needless =
        excused().stream()
            .filter(
                excuse -> {
                  List<Declared> meant =
                      declared.stream().filter(flag -> flag.isExcusedBy(excuse)).toList();
                  return excuse.startsWith("*: ")
                      ? meant.stream().allMatch(Declared::tried)
                      : meant.isEmpty() || meant.stream().anyMatch(Declared::tried);
                })
            .sorted()
            .toList();
    assertThat(needless).as(() -> String.join("\n", needless)).isEmpty();
  }
}
