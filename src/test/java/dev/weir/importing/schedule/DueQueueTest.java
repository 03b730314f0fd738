package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.budget.Account;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  private final DueQueue queue = new DueQueue();

  private List<Long> drained() {
    List<Long> times = new ArrayList<>();
    while (queue.first().isPresent()) {
      Due first = queue.first().get();
      queue.remove(first);
      times.add(first.at);
    }
    return times;
  }

  @Test
  void givesWhatIsDueFirstHoweverItCameWasMovedAndLeft() {
    Random random = new Random(3);
    List<Due> all = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Due due = new Lane(new Account("quay.io", ""));
      all.add(due);
      queue.put(due, random.nextLong(1000));
    }
    all.forEach(due -> queue.put(due, random.nextBoolean() ? due.at : random.nextLong(1000)));
    List<Due> gone = all.subList(0, 700);
    gone.forEach(queue::remove);
    gone.forEach(queue::remove);
    List<Long> expected =
        all.subList(700, 2000).stream()
            .map(due -> due.at)
            .sorted(Comparator.naturalOrder())
            .toList();

    assertThat(queue.size()).isEqualTo(1300);
    assertThat(drained()).isEqualTo(expected);
    assertThat(queue.size()).isZero();
  }

  @Test
  void knowsEarlierFromLaterWhereTheClockBeginsAnew() {
    queue.put(new Lane(new Account("a", "")), Long.MIN_VALUE + 5);
    queue.put(new Lane(new Account("b", "")), Long.MAX_VALUE - 5);

    assertThat(drained()).containsExactly(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5);
  }
}
