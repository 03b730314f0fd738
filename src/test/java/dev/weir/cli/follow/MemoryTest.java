package dev.weir.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.follow.Memory.Begun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static Optional<Memory> read(String text) {
    return Memory.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isReadAsItWasWritten() {
    Memory none = Memory.none("pods demo/web on https://here:1");
    Memory begun =
        none.afterEnd(new Images(Map.of("container app", "r/a@1", "volume data", "r/d@1")))
            .afterBegin(
                new Begun(
                    OptionalLong.of(4711),
                    Optional.of(Instant.ofEpochMilli(5)),
                    Optional.of("one/17")));
    for (Memory memory :
        new Memory[] {
          none, none.afterBegin(Begun.UNSTARTED), begun, begun.afterEnd(Images.ofTag("x"))
        }) {
      assertThat(read(memory.text())).contains(memory);
    }
    assertThat(begun.afterEnd(Images.ofTag("x")).begun()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "root:x:0:0", "{\"follows\":\"\"}", "{\"a\":1}", "null", "\u0000"})
  void anythingElseIsNone(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void aTimeThatIsNoneMakesItNone() {
    assertThat(read("{\"follows\":\"x\",\"begun\":{\"process\":1,\"since\":\"soon\"}}")).isEmpty();
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheRun() {
    Begun here = Begun.of(ProcessHandle.current());
    assertThat(here.alive()).contains(ProcessHandle.current());
    assertThat(here.start()).isPresent();
    assertThat(new Begun(here.process(), here.since(), Optional.of("earlier/17")).alive())
        .isEmpty();
    assertThat(new Begun(here.process(), Optional.of(Instant.EPOCH), Optional.empty()).alive())
        .isEmpty();
    assertThat(new Begun(here.process(), Optional.empty(), Optional.empty()).alive()).isEmpty();
    assertThat(Begun.UNSTARTED.alive()).isEmpty();
  }

  @Test
  void theRunIsKnownAgainAfterTheClockWasSet() {
    Begun here = Begun.of(ProcessHandle.current());
    Begun before =
        new Begun(here.process(), here.since().map(time -> time.minusSeconds(9000)), here.start());
    assertThat(before.alive()).contains(ProcessHandle.current());
    Begun ofAnEarlierBuild =
        new Begun(here.process(), here.since().map(time -> time.plusMillis(20)), Optional.empty());
    assertThat(ofAnEarlierBuild.alive()).contains(ProcessHandle.current());
  }
}
