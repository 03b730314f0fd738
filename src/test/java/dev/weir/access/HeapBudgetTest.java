package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapBudgetTest {
  private static final User ANN = User.named("ann");
  private static final User BOB = User.named("bob");

  private final HeapBudget heap = new HeapBudget(512L << 20);

  private static long all(HeapBudget.Part part) {
    long room = part.room();
    assertThat(part.take(room + 1)).isFalse();
    assertThat(part.take(room)).isTrue();
    return room;
  }

  private static List<HeapBudget.Part> parts(HeapBudget heap) {
    return List.of(heap.connections(), heap.exchanges(), heap.bodies(), heap.imports());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 64, 128, 512, 16_384})
  void allPurposesTogetherNeverHoldMoreThanTheHeapHasLeft(int megabytes) {
    long size = (long) megabytes << 20;
    HeapBudget small = new HeapBudget(size);

    long taken = small.turns() + small.past() + small.cached();
    for (HeapBudget.Part part : parts(small)) {
      taken += all(part);
    }

    assertThat(taken).isLessThanOrEqualTo(Math.max(size - (28L << 20), size / 4) * 15 / 16);
  }

  @Test
  void aPurposeFindsItsGuaranteedPartWhateverTheOthersHold() {
    long alone = heap.bodies().room();
    long connections = all(heap.connections());
    long imports = all(heap.imports());

    assertThat(heap.bodies().room()).isLessThan(alone).isGreaterThan(alone / 3);
    assertThat(heap.exchanges().room()).isPositive();

    heap.connections().giveBack(connections);
    heap.imports().giveBack(imports);
    assertThat(heap.bodies().room()).isEqualTo(alone);
  }

  @Test
  void usersShareFairlyWhatThereIsAtTheTime() {
    long connections = all(heap.connections());
    long imports = all(heap.imports());
    Shares bodies = new Shares(heap.bodies());
    long unit = 1 << 20;
    int first = 0;
    while (bodies.take(ANN, unit)) {
      first++;
    }

    assertThat(first * unit).isLessThan(heap.bodies().room() / 2);
    assertThat(bodies.take(BOB, unit)).isTrue();

    heap.connections().giveBack(connections);
    heap.imports().giveBack(imports);
    assertThat(bodies.take(ANN, unit)).isTrue();
  }
}
