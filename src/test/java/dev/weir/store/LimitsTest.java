package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.store.Transaction.Condition;
import dev.weir.store.Transaction.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Limits LIMITS = new Limits(3, 10, 8);

  private static Transaction puts(int number, int bytes) {
    Transaction.Builder builder = Transaction.builder();
    for (int i = 0; i < number; i++) {
      builder.put("/a/" + i, new byte[bytes]);
    }
    return builder.build();
  }

  @Test
  void countOperationsConditionsAndBytes() {
    assertThat(LIMITS.hold(puts(3, 3))).isTrue();
    assertThat(LIMITS.hold(puts(4, 1))).isFalse();
    assertThat(LIMITS.hold(puts(3, 4))).isFalse();
    assertThat(LIMITS.hold(puts(1, 8))).isTrue();
    assertThat(LIMITS.hold(puts(1, 9))).isFalse();
    Transaction.Builder asking = Transaction.builder();
    for (int i = 0; i < 4; i++) {
      asking.ifAbsent("/a/" + i);
    }
    assertThat(LIMITS.hold(asking.build())).isFalse();
    assertThat(LIMITS.hold(Transaction.builder().deletePrefix("/a/").build())).isTrue();
  }

  @Test
  void sayWhatIsTooMuch() {
    assertThatExceptionOfType(TooLargeException.class)
        .isThrownBy(() -> LIMITS.require(puts(4, 1)))
        .withMessage("a write of 4 parts at once, and the store takes 3");
    assertThatExceptionOfType(TooLargeException.class)
        .isThrownBy(() -> LIMITS.require(puts(1, 9)))
        .withMessage("/a/0 would take 9 bytes, and the store takes at most 8 for a value");
    assertThatExceptionOfType(TooLargeException.class)
        .isThrownBy(() -> LIMITS.require(puts(2, 7)))
        .withMessage("a write of 14 bytes at once, and the store takes 10");
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, 1));
  }

  @Test
  void packPartsInOrderIntoAsFewTransactionsAsTheyAllow() {
    List<Transaction> packed = LIMITS.pack(puts(7, 3).torn());
    assertThat(packed).extracting(t -> t.operations().size()).containsExactly(3, 3, 1);
    assertThat(packed).allMatch(LIMITS::hold);
    assertThat(packed.stream().flatMap(t -> t.operations().stream()))
        .extracting(Operation::key)
        .containsExactly("/a/0", "/a/1", "/a/2", "/a/3", "/a/4", "/a/5", "/a/6");
    assertThat(LIMITS.pack(puts(3, 6).torn())).hasSize(3);
    assertThat(LIMITS.pack(List.of())).isEmpty();
    assertThat(LIMITS.pack(puts(2, 9).torn())).as("refused by whoever takes them").hasSize(2);
  }

  @Test
  void tearLeavesEachPartItsConditions() {
    Transaction whole =
        Transaction.builder()
            .ifAt("/namespace", 7)
            .ifAbsent("/a")
            .put("/a", new byte[1])
            .ifAt("/b", 3)
            .delete("/b")
            .build();
    assertThat(whole.torn())
        .extracting(Transaction::conditions)
        .containsExactly(
            List.of(new Condition("/namespace", 7), new Condition("/a", 0)),
            List.of(new Condition("/namespace", 7), new Condition("/b", 3)));
    assertThat(LIMITS.pack(whole.torn()).getFirst().conditions())
        .containsExactly(
            new Condition("/namespace", 7), new Condition("/a", 0), new Condition("/b", 3));
  }
}
