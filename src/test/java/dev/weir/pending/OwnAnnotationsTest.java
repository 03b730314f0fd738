package dev.weir.pending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class OwnAnnotationsTest {
  private static final Pattern NAMED = Pattern.compile("\"(weir\\.dev/[a-z-]+)\"");

  /** A group of the API with a version, and a type of Secrets. */
  private static final Set<String> OTHERS = Set.of("weir.dev/v", "weir.dev/webhook");

  private static List<String> remarks(String yaml) {
    return OwnAnnotations.remarks((ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void eachAnnotationInTheSourcesIsKnown() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        Matcher found = NAMED.matcher(Files.readString(file));
        while (found.find()) {
          named.add(found.group(1));
        }
      }
    }
    named.removeAll(OTHERS);
    assertThat(named).contains("weir.dev/hold").allMatch(OwnAnnotations::isKnown);
  }

  @ParameterizedTest
  @CsvSource({
    "minimumage, minimum-age",
    "min-age, minimum-age",
    "Hold, hold",
    "checkinterval, check-interval",
    "mirror-limits, mirror-limit"
  })
  void theNearestIsNamed(String wrong, String right) {
    assertThat(remarks("metadata: {annotations: {weir.dev/%s: x}}".formatted(wrong)))
        .containsExactly(
            "metadata.annotations.weir.dev/%s: nothing comes of it, as Weir has no such annotation; the nearest one is weir.dev/%s"
                .formatted(wrong, right));
  }

  @Test
  void tagsAreLookedAtAndOthersAnnotationsAreNot() {
    assertThat(
            remarks(
                """
                metadata: {annotations: {example.com/hold: x, weir.dev/hold: y}}
                spec: {tags: [{name: a, annotations: {weir.dev/holt: z}}]}
                tag: {name: a, annotations: {weir.dev/kep: z}}
                """))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("tag.annotations.weir.dev/kep: "),
            two -> assertThat(two).startsWith("spec.tags[a].annotations.weir.dev/holt: "));
  }
}
