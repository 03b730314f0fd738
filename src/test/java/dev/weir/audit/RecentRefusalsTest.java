package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {
  private final RecentRefusals recent = new RecentRefusals();

  private void refuse(String namespace, String wish) {
    recent.add(new RefusalLog.Refusal(Instant.EPOCH, "zoe", "", namespace, wish, "no", "ask"));
  }

  @Test
  void theNewestComeFirstAndTheOldestGo() {
    for (int i = 0; i < 60; i++) {
      refuse("shop", "wish " + i);
    }

    assertThat(recent.all()).hasSize(50);
    assertThat(recent.all().getFirst().wish()).isEqualTo("wish 59");
    assertThat(recent.in("shop")).hasSize(20).first().matches(one -> one.wish().equals("wish 59"));
  }

  @Test
  void muchInOneNamespacePushesNothingOutOfAnother() {
    refuse("quiet", "one");
    for (int i = 0; i < 100; i++) {
      refuse("loud", "wish " + i);
      refuse("", "none " + i);
    }

    assertThat(recent.all()).noneMatch(one -> one.namespace().equals("quiet"));
    assertThat(recent.in("quiet")).hasSize(1);
    assertThat(recent.in("")).isEmpty();
    assertThat(recent.in("absent")).isEmpty();
  }

  @Test
  void namesThatSomebodyMakesUpTakeNoRoomForLong() {
    refuse("first", "one");
    for (int i = 0; i < 199; i++) {
      refuse("made-up-" + i, "one");
    }
    refuse("first", "two");
    refuse("made-up-last", "one");

    assertThat(recent.in("first")).hasSize(2);
    assertThat(recent.in("made-up-0")).isEmpty();
    assertThat(recent.in("made-up-1")).hasSize(1);
  }
}
