package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.call.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No flag is declared that its verb does not look at: of the code that a verb can come to, leaving
 * out what declares flags, some has the flag's name and hands it on, and what takes single values
 * is not asked about a flag that is repeated, nor the other way round.
 */
class EachFlagIsReadTest {
  /** Read before any verb runs. */
  private static final Set<String> BEFORE = Set.of("--help");

  private static final ReachedCode CODE = ReachedCode.ofCommands();

  @ParameterizedTest
  @EnumSource(Verb.class)
  void ownFlags(Verb verb) {
    Set<ReachedCode.Asked> asked = CODE.of(verb);
    List<String> unread = new ArrayList<>();
    for (Flag flag : verb.command().flags().list()) {
      boolean isBefore = flag.names().stream().anyMatch(BEFORE::contains);
      if (!isBefore && !isForOc(flag) && asked.stream().noneMatch(it -> isOf(it, flag))) {
        unread.add("weir " + verb.path() + " " + flag.longName());
      }
    }
    assertThat(unread).isEmpty();
  }

  /** Its help says that it does nothing. */
  private static boolean isForOc(Flag flag) {
    return flag.help().startsWith("Here for oc's sake: ");
  }

  private static boolean isOf(ReachedCode.Asked asked, Flag flag) {
    return flag.names().contains(asked.name())
        && switch (asked.by()) {
          case "texts" -> flag.repeated();
          case "text", "flag" -> !flag.repeated();
          default -> true;
        };
  }

  @Test
  void whatIsDeclaredAndReadNowhereIsFound() {
    Set<ReachedCode.Asked> asked = CODE.of(Verb.GET);
    assertThat(asked).extracting(ReachedCode.Asked::name).contains("--watch", "--namespace");
    assertThat(asked).extracting(ReachedCode.Asked::name).doesNotContain("--replicas", "--to");
  }
}
