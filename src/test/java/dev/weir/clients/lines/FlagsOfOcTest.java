package dev.weir.clients.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.DeclaredFlags;
import dev.weir.cli.call.CommonFlags;
import dev.weir.cli.call.Flag;
import dev.weir.clients.RealClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each flag that {@code oc} shows for a verb that weir has, weir has too, or the file {@code
 * not-taken} says why not, in the form of the file {@code untried}.
 */
class FlagsOfOcTest {
  private static final Pattern FLAG =
      Pattern.compile("^ +(?:-\\w, )?(--[a-z0-9-]+)=", Pattern.MULTILINE);

  @TempDir private Path work;

  private static Set<String> notTaken() throws IOException {
    return Files.readAllLines(Section.TABLES.resolve("not-taken")).stream()
        .filter(line -> line.startsWith("  "))
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  /** The flags of a verb of oc; none if it has no such verb. */
  private Set<String> ofOc(String verb) throws IOException, InterruptedException {
    RealClient oc = RealClient.oc(Map.of("KUBECONFIG", work.resolve("none").toString()));
    List<String> line = new ArrayList<>(List.of(verb.split(" ")));
    line.add("--help");
    String help = oc.attempt("", line.toArray(String[]::new)).out();
    if (!help.matches("(?s).*\\nUsage:\\n +oc " + verb + "\\b.*")) {
      return Set.of();
    }
    return FLAG.matcher(help.substring(Math.max(0, help.indexOf("\nOptions:"))))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(DeclaredFlags.OfVerb verb) {
    return Stream.concat(verb.flags().stream(), CommonFlags.list().stream())
        .map(Flag::names)
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  @Test
  void eachFlagOfOcIsTakenOrItIsSaidWhyNot() throws IOException, InterruptedException {
    Set<String> missing = new TreeSet<>();
    for (DeclaredFlags.OfVerb verb : DeclaredFlags.all()) {
      Set<String> taken = names(verb);
      for (String flag : ofOc(verb.path())) {
        if (!taken.contains(flag)) {
          missing.add(verb.path() + ": " + flag);
        }
      }
    }
    Set<String> said = notTaken();
    assertThat(missing)
        .filteredOn(
            flag -> !said.contains(flag) && !said.contains(flag.replaceFirst(".*: ", "*: ")))
        .isEmpty();
    assertThat(said)
        .filteredOn(flag -> !flag.startsWith("*: ") && !missing.contains(flag))
        .as("what is taken, or is no flag of oc")
        .isEmpty();
  }
}
