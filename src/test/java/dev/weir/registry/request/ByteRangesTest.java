package dev.weir.registry.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.registry.request.ByteRanges.Part;
import dev.weir.registry.request.ByteRanges.Parts;
import dev.weir.registry.request.ByteRanges.Unsatisfiable;
import dev.weir.registry.request.ByteRanges.Whole;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
  private static final long SIZE = 2000;

  private static ByteRanges of(String header) {
    return ByteRanges.of(header, SIZE);
  }

  private static List<Part> parts(String text) {
    return Arrays.stream(text.split(" "))
        .map(part -> part.split("\\+"))
        .map(part -> new Part(Long.parseLong(part[0]), Long.parseLong(part[1])))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=500-1499 | 500+1000",
        "bytes=500-     | 500+1500",
        "bytes=-500     | 1500+500",
        "bytes=-5000    | 0+2000",
        "bytes=0-       | 0+2000",
        "bytes=0-0      | 0+1",
        "bytes=1999-5000| 1999+1",
        "BYTES=0-1      | 0+2",
        "Bytes=0-1      | 0+2",
        "bytes=007-0009 | 7+3",
        "bytes=0-99999999999999999999 | 0+2000",
        "bytes=1990-9223372036854775807 | 1990+10",
        "bytes=-99999999999999999999  | 0+2000",
        "bytes=0-000000000000000000001 | 0+2",
      })
  void readsOneRange(String header, String expected) {
    assertThat(of(header)).isEqualTo(new Parts(parts(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-1,5-6      | 0+2 5+2",
        "bytes=0-1, 5-6     | 0+2 5+2",
        "bytes=0-1\t ,\t 5-6 | 0+2 5+2",
        "bytes=,0-1,,5-6,   | 0+2 5+2",
        "bytes=, 0-1        | 0+2",
        "bytes=5-6,0-1      | 5+2 0+2",
        "bytes=0-9,10-19    | 0+10 10+10",
        "bytes=0-9,5-14     | 0+10 5+10",
        "bytes=0-9,0-9      | 0+10 0+10",
        "bytes=0-9,-10      | 0+10 1990+10",
        "bytes=0-999,1000-  | 0+1000 1000+1000",
      })
  void readsSeveralInTheirOrderAndJoinsNone(String header, String expected) {
    assertThat(of(header.replace("\\t", "\t"))).isEqualTo(new Parts(parts(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-1,2000-3000,5-6 | 0+2 5+2",
        "bytes=9999-,-0,7-7      | 7+1",
        "bytes=99999999999999999999-,7-7 | 7+1",
      })
  void leavesOutWhatIsNotInTheBlob(String header, String expected) {
    assertThat(of(header)).isEqualTo(new Parts(parts(expected)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=2000-",
        "bytes=2000-2000",
        "bytes=99999999999999999999-",
        "bytes=99999999999999999999-99999999999999999999",
        "bytes=-0",
        "bytes=-000000000000000000000000",
        "bytes=2000-,3000-4000,-0",
        "bytes=500-0",
        "bytes=0-1,500-0",
      })
  void cannotGiveWhatIsNotThereOrEndsBeforeItBegins(String header) {
    assertThat(of(header)).isEqualTo(new Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=0",
        "bytes=a-b",
        "bytes=0-1-2",
        "bytes=0-1;5-6",
        "bytes= 0-1",
        "bytes =0-1",
        "bytes=0 -1",
        "bytes=0- 1",
        "bytes=+0-1",
        "bytes=0-1,x",
        "bytes=0-1,5-6 7-8",
        "bytes=0-1, bytes=5-6",
        "bytes:0-1",
        "0-1",
        "lines=0-1",
        "bytes=\u0661-\u0662",
      })
  void ignoresOtherUnitsAndWhatDoesNotFollowTheGrammar(String header) {
    assertThat(of(header)).isEqualTo(new Whole());
  }

  @Test
  void givesSixteenRangesAndIgnoresMore() {
    String sixteen = String.join(",", Collections.nCopies(16, "3-4"));

    assertThat(of("bytes=" + sixteen))
        .isEqualTo(new Parts(Collections.nCopies(16, new Part(3, 2))));
    assertThat(of("bytes=" + sixteen + ",3-4")).isEqualTo(new Whole());
    assertThat(of("bytes=" + sixteen + ",9999-")).isEqualTo(new Whole());
    assertThat(of("bytes=" + "3-4,".repeat(25_000))).isEqualTo(new Whole());
    assertThat(of("bytes=" + ",".repeat(100_000) + "3-4"))
        .isEqualTo(new Parts(List.of(new Part(3, 2))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=0-,0-", "bytes=0-1499,1000-1999", "bytes=0-,-1", "bytes=-2000,5-5"})
  void sendsTheWholeBlobWhereThePartsWouldBeMore(String header) {
    assertThat(of(header)).isEqualTo(new Whole());
  }

  @Test
  void staysBelowTheBlobsSizeHoweverLargeItIs() {
    long size = Long.MAX_VALUE - 1;

    assertThat(ByteRanges.of("bytes=0-,0-,0-", size)).isEqualTo(new Whole());
    assertThat(ByteRanges.of("bytes=0-,-1", size)).isEqualTo(new Whole());
    assertThat(ByteRanges.of("bytes=0-", size)).isEqualTo(new Parts(List.of(new Part(0, size))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=0-0,-5"})
  void anEmptyBlobHasNoRanges(String header) {
    assertThat(ByteRanges.of(header, 0)).isEqualTo(new Unsatisfiable());
  }

  @Test
  void namesThePlaceOfAPart() {
    assertThat(new Part(500, 1000).contentRange(2000)).isEqualTo("bytes 500-1499/2000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0+1 | true",
        "0+10 10+10 | true",
        "5+1 9+1 1999+1 | true",
        "0+10 9+1 | false",
        "9+1 5+1 | false",
        "3+2 3+2 | false",
      })
  void knowsWhetherTheBlobIsReadInOneWay(String parts, boolean ascending) {
    assertThat(new Parts(parts(parts)).areAscending()).isEqualTo(ascending);
  }
}
