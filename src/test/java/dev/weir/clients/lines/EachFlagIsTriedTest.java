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

  @Test
  void eachFlagOfEachVerbIsInTheTable() throws IOException {
    Map<String, Set<String>> tried = tried();
    Set<String> excused = excused();
    List<String> untried =
        DeclaredFlags.all().stream()
            .flatMap(
                verb ->
                    verb.flags().stream()
                        .filter(flag -> flag.names().stream().noneMatch(EVERYWHERE::contains))
                        .filter(flag -> !isTried(flag, tried.getOrDefault(verb.path(), Set.of())))
                        .filter(_ -> !excused.contains(verb.path()))
                        .map(flag -> verb.path() + ": " + flag.longName()))
            .filter(flag -> !excused.contains(flag))
            .filter(flag -> !excused.contains(flag.replaceFirst(".*: ", "*: ")))
            .toList();
    assertThat(untried).as(() -> String.join("\n", untried)).isEmpty();
  }
}
