package dev.weir.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameClockTest {
  private static final int HEADERS = 1;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  private final FrameClock clock = new FrameClock();

  private void came(byte... bytes) {
    clock.came(ByteBuffer.wrap(bytes));
  }

  private void frame(int type, int flags, int length, int sent) {
    byte[] bytes = new byte[9 + sent];
    bytes[2] = (byte) length;
    bytes[3] = (byte) type;
    bytes[4] = (byte) flags;
    came(bytes);
  }

  @Test
  void wholeFramesOweNothingHoweverTheyAreCut() {
    for (int i = 0; i < 24; i++) {
      came((byte) 'x');
    }
    frame(PING, 0, 8, 8);
    frame(HEADERS, END_HEADERS, 3, 3);
    assertThat(clock.owes()).isFalse();
  }

  @Test
  void aFrameThatHasBegunIsOwedUnlessItIsData() {
    came(new byte[24]);
    came((byte) 0, (byte) 0);
    assertThat(clock.owes()).isTrue();
    came(new byte[7]);
    assertThat(clock.owes()).isFalse();

    frame(HEADERS, END_HEADERS, 10, 4);
    assertThat(clock.owes()).isTrue();
    came(new byte[6]);
    assertThat(clock.owes()).isFalse();

    frame(0, 0, 100, 4);
    assertThat(clock.owes()).isFalse();
  }

  @Test
  void headersThatGoOnAreOwedUntilTheirEnd() {
    came(new byte[24]);
    frame(HEADERS, 0, 3, 3);
    assertThat(clock.owes()).isTrue();
    frame(CONTINUATION, 0, 1, 1);
    assertThat(clock.owes()).isTrue();
    frame(CONTINUATION, END_HEADERS, 0, 0);
    assertThat(clock.owes()).isFalse();
  }
}
