package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MappingRulesTest {
  private static final String DIGEST = "@sha256:" + "a".repeat(64);

  private static List<Mapping> mappings(String... pairs) {
    List<Mapping> mappings = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      mappings.add(
          new Mapping(
              TestRepositories.location(pairs[i]), TestRepositories.location(pairs[i + 1])));
    }
    return mappings;
  }

  private static void assertRefused(String message, String... pairs) {
    assertThatThrownBy(() -> MappingRules.check(mappings(pairs)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void takesWhatMakesSense() {
    assertThatCode(
            () ->
                MappingRules.check(
                    mappings(
                        "a.io/x/y",
                        "b.io/x/y",
                        "a.io/x/y:1",
                        "b.io/x/y:1",
                        "a.io/x/y:v*",
                        "b.io/x/z",
                        "a.io/x/y:v*",
                        "b.io/x/z:one-it-may-be",
                        "a.io/x/y" + DIGEST,
                        "b.io/x/y",
                        "a.io/x/y:1",
                        "a.io/x/y:2")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsCopiedOntoItselfIsRefused() {
    assertRefused("SRC and DST may not be the same", "a.io/x/y:1", "a.io/x/y:1");
  }

  @Test
  void aDestinationHasOneSource() {
    assertRefused(
        "each destination tag may only be specified once: b.io/x/y:1",
        "a.io/x/y:1",
        "b.io/x/y:1",
        "a.io/x/y:2",
        "b.io/x/y:1");
  }

  @Test
  void aDestinationHasNoWildcard() {
    assertRefused(
        "when source contains wildcards, the destination must be a repository",
        "a.io/x/y:v*",
        "b.io/x/y:w*");
  }

  @Test
  void nothingIsPushedUnderADigestThatSomebodyWants() {
    assertRefused(
        "you must specify a tag for DST or leave it blank to only push by digest",
        "a.io/x/y:1",
        "b.io/x/y" + DIGEST);
  }

  @Test
  void starsStandForAnyCharactersOfAWholeTag() {
    List<String> tags = List.of("mysql", "mysql-8", "my.sql", "postgres", "old-mysql");

    assertThat(TagPattern.matching("mysql*", tags)).containsExactly("mysql", "mysql-8");
    assertThat(TagPattern.matching("my.*", tags)).containsExactly("my.sql");
    assertThat(TagPattern.matching("*s*l", tags)).containsExactly("mysql", "my.sql", "old-mysql");
    assertThat(TagPattern.matching("", tags)).isEqualTo(tags);
  }
}
