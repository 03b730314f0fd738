package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents name things that exist. */
class DocumentsTest {
  private static final Pattern FILE = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`");
  private static final Pattern TEST = Pattern.compile("`([a-z]+(?:\\.[a-z]+)*\\.[A-Z]\\w+Test)`");
  private static final Pattern SECTION =
      Pattern.compile("^##+ (\\d+(?:\\.\\d+)*)\\.? ", Pattern.MULTILINE);

  /** Such as {@code registry.md 2.1, 3.4 and 5}, also over the end of a line of a comment. */
  private static final Pattern CITED =
      Pattern.compile(
          "\\b(image-api|registry|controllers-and-access|cli)\\.md"
              + "((?:(?:,| and)?[\\s*/]+\\d+(?:\\.\\d+)*)+)");

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void flowsAndRecipesNameFilesThatAreThere(String document) throws IOException {
    List<Path> named =
        matches(Path.of(document), FILE)
            .map(name -> Path.of("src/main/java/dev/weir", name + ".java"))
            .toList();

    assertThat(named).hasSizeGreaterThan(5).allSatisfy(file -> assertThat(file).isRegularFile());
  }

  @Test
  void recipesNameTestsThatAreThere() throws IOException {
    assertThat(matches(Path.of("CONTRIBUTING.md"), TEST))
        .isNotEmpty()
        .map(name -> Path.of("src/test/java/dev/weir", name.replace('.', '/') + ".java"))
        .allSatisfy(file -> assertThat(file).isRegularFile());
  }

  @Test
  void promisesNameTestsThatAreThere() throws IOException {
    List<Path> named =
        matches(Path.of("docs/promises.md"), TEST)
            .map(name -> Path.of("src/test/java/dev/weir", name.replace('.', '/') + ".java"))
            .toList();

    assertThat(named).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(file).isRegularFile());
  }

  /** All pages for people, and what stands in the root. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(pagesIn(Path.of("docs")));
    pages.addAll(pagesIn(Path.of("")));
    pages.add(Path.of("docs/decisions/README.md"));
    pages.add(Path.of("docs/cli/README.md"));
    pages.add(Path.of("bench/README.md"));
    return pages;
  }

  private static List<Path> pagesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void theTableOfContentsNamesEachPageOnce() throws IOException {
    Path contents = Path.of("docs/README.md");
    Set<String> pages =
        pagesIn(contents.resolveSibling("")).stream()
            .filter(page -> !page.equals(contents))
            .map(page -> page.getFileName().toString())
            .collect(Collectors.toSet());

    assertThat(matches(contents, LINK).filter(link -> !link.contains("/")))
        .as("docs/README.md has a line for each page beside it")
        .containsExactlyInAnyOrderElementsOf(pages);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path document) throws IOException {
    Path at = document.toAbsolutePath();
    assertThat(matches(at, LINK).map(at::resolveSibling))
        .allSatisfy(target -> assertThat(target).exists());
  }

  @Test
  void sectionsThatCommentsCiteAreThere() throws IOException {
    Map<String, Set<String>> sections = new HashMap<>();
    Set<String> missing = new TreeSet<>();
    for (Path source : sources()) {
      for (MatchResult citation : CITED.matcher(Files.readString(source)).results().toList()) {
        String page = citation.group(1) + ".md";
        if (!sections.containsKey(page)) {
          sections.put(
              page, matches(Path.of("docs/reference", page), SECTION).collect(Collectors.toSet()));
        }
        NUMBER
            .matcher(citation.group(2))
            .results()
            .filter(number -> !sections.getOrDefault(page, Set.of()).contains(number.group()))
            .forEach(number -> missing.add(source + ": " + page + " " + number.group()));
      }
    }
    assertThat(sections).hasSize(4);
    assertThat(missing).as("sections that docs/reference does not have").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static Stream<String> matches(Path document, Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(document)).results().map((MatchResult r) -> r.group(1));
  }
}
