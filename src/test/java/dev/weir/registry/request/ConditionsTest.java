package dev.weir.registry.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.registry.request.Conditions.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
  private static final Digest DIGEST = Digest.of("here".getBytes(StandardCharsets.UTF_8));

  /** {@code D} is the digest of what is here. */
  private static Optional<EntityTags> tags(String value) {
    return Optional.ofNullable(value).map(v -> EntityTags.parse(v.replace("D", DIGEST.toString())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                | GO_ON",
        "\"D\"           | NOT_MODIFIED",
        "W/\"D\"         | NOT_MODIFIED",
        "D               | NOT_MODIFIED",
        "*               | NOT_MODIFIED",
        "\"x\", \"D\"    | NOT_MODIFIED",
        "\"x\",W/\"D\"   | NOT_MODIFIED",
        "\"a,b\" ,\"D\"  | NOT_MODIFIED",
        "x,D,y           | NOT_MODIFIED",
        ", ,\"D\",       | NOT_MODIFIED",
        "\"broken, \"D\" | NOT_MODIFIED",
        "\"x\"           | GO_ON",
        "\"D,x\"         | GO_ON",
        "\"x,D\"         | GO_ON",
        "\"D             | GO_ON",
        "\"D\"x          | GO_ON",
        "w/\"D\"         | GO_ON",
        "W/D             | GO_ON",
        "\"*\"           | GO_ON",
        "\"\"            | GO_ON",
        "\"D \"          | GO_ON",
      })
  void ifNoneMatchComparesWeakly(String ifNoneMatch, Verdict verdict) {
    assertThat(
            new Conditions(Optional.empty(), tags(ifNoneMatch), Optional.empty(), Optional.empty())
                .on(DIGEST))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "             | GO_ON",
        "\"D\"        | GO_ON",
        "D            | GO_ON",
        "*            | GO_ON",
        "\"x\", \"D\" | GO_ON",
        "W/\"D\"      | FAILED",
        "\"x\"        | FAILED",
        "?\"         | FAILED",
      })
  void ifMatchComparesStrongly(String ifMatch, Verdict verdict) {
    assertThat(
            new Conditions(tags(ifMatch), Optional.empty(), Optional.empty(), Optional.empty())
                .on(DIGEST))
        .isEqualTo(verdict);
  }

  @Test
  void whatTheClientWantsIsAskedBeforeWhatItHas() {
    assertThat(
            new Conditions(tags("\"x\""), tags("\"D\""), Optional.empty(), Optional.empty())
                .on(DIGEST))
        .isEqualTo(Verdict.FAILED);
    assertThat(
            new Conditions(tags("\"D\""), tags("\"D\""), Optional.empty(), Optional.empty())
                .on(DIGEST))
        .isEqualTo(Verdict.NOT_MODIFIED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                              | true",
        "\"D\"                         | true",
        "W/\"D\"                       | false",
        "\"x\"                         | false",
        "*                             | false",
        "\"D\", \"D\"                  | false",
        "Wed, 21 Oct 2026 07:28:00 GMT | false",
        "\"D                           | false",
      })
  void ifRangeTakesTheOneStrongTag(String ifRange, boolean ranges) {
    Conditions conditions =
        new Conditions(Optional.empty(), Optional.empty(), Optional.of("bytes=0-1"), tags(ifRange));

    assertThat(conditions.ranges(DIGEST, 10))
        .isEqualTo(
            ranges
                ? new ByteRanges.Parts(List.of(new ByteRanges.Part(0, 2)))
                : new ByteRanges.Whole());
  }

  @Test
  void aRequestWithoutRangesIsForAll() {
    assertThat(
            new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), tags("\"D\""))
                .ranges(DIGEST, 10))
        .isEqualTo(new ByteRanges.Whole());
  }
}
