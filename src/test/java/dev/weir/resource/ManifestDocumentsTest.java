package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class ManifestDocumentsTest {
  private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

  private static List<String> names(String text) {
    return ManifestDocuments.of(text).stream().map(it -> Json.string(it, "name")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "a"}                                | a
          {"name": "a"}  {"name": "b"}{"name": "c"}    | a,b,c
          {name: a}                                    | a
          {"name": "a",}                               | a
          {name: a}$---${name: b}                      | a,b
          {"name": "a"}$---${"name": "b"}              | a,b
          {"name": "a"}$---$name: b                    | a,b
          name: a$---${"name": "b"}                    | a,b
          """)
  void jsonInARowOrElseYaml(String text, String names) {
    assertThat(names(text.replace('$', '\n'))).containsExactly(names.split(","));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\": \"a\"", "{name: a", "{a}{b}{", "{\"a\":1}{\"b\":2}{c: 3}"})
  void whatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> ManifestDocuments.of(text)).isInstanceOf(JacksonException.class);
  }

  @Test
  void thePlaceIsWhereYamlEndsIfThatReadsFurther() {
    assertThatThrownBy(() -> ManifestDocuments.of("{a: b,\n c: d,\n e: ]}"))
        .isInstanceOfSatisfying(
            JacksonException.class, e -> assertThat(e.getLocation().getLineNr()).isEqualTo(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: %s\n", "a: \"%s\"\n", "a: '%s'\n", "a: |\n  %s\n", "#%s\na: b\n"})
  @Timeout(20)
  void oneLineOfTenMegabytesIsReadInTheTimeOfTenMegabytes(String form) {
    String text = form.formatted("x".repeat(TEN_MEGABYTES));
    long begin = System.nanoTime();
    assertThat(ManifestDocuments.of(text)).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
  }
}
