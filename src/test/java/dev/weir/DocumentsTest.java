package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents name things that exist. */
class DocumentsTest {
  private static final Pattern FILE = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`");
  private static final Pattern TEST = Pattern.compile("`([a-z]+(?:\\.[a-z]+)*\\.[A-Z]\\w+Test)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @Test
  void theFlowNamesFilesThatAreThere() throws IOException {
    List<Path> named =
        matches(Path.of("ARCHITECTURE.md"), FILE)
            .map(name -> Path.of("src/main/java/dev/weir", name + ".java"))
            .toList();

    assertThat(named).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(file).isRegularFile());
  }

  @Test
  void promisesNameTestsThatAreThere() throws IOException {
    List<Path> named =
        matches(Path.of("docs/promises.md"), TEST)
            .map(name -> Path.of("src/test/java/dev/weir", name.replace('.', '/') + ".java"))
            .toList();

    assertThat(named).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(file).isRegularFile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/promises.md",
        "docs/decisions/README.md",
        "bench/README.md"
      })
  void linksLeadSomewhere(String document) throws IOException {
    Path at = Path.of(document).toAbsolutePath();
    assertThat(matches(at, LINK).map(at::resolveSibling))
        .allSatisfy(target -> assertThat(target).exists());
  }

  private static Stream<String> matches(Path document, Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(document)).results().map((MatchResult r) -> r.group(1));
  }
}
