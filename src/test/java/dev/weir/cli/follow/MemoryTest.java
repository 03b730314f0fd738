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
            .afterBegin(new Begun(OptionalLong.of(4711), Optional.of(Instant.ofEpochMilli(5))));
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
    assertThat(new Begun(here.process(), Optional.of(Instant.EPOCH)).alive()).isEmpty();
    assertThat(new Begun(here.process(), Optional.empty()).alive()).isEmpty();
    assertThat(Begun.UNSTARTED.alive()).isEmpty();
  }
}
