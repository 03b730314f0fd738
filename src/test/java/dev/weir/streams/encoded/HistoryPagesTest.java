package dev.weir.streams.encoded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Pages of a history are the history, wherever they are cut and whatever has left it. */
class HistoryPagesTest {
  private static final StreamName APP = new StreamName("demo", "app");

  @AutoClose private final MemoryStore store = new MemoryStore();
  private final OlderEvents older = new OlderEvents(store);
  private final HistoryPages pages = older.pages();
  private List<TagEvent> history = new ArrayList<>();
  private int made;

  private static TagEvent event(int number) {
    return new TagEvent(Instant.ofEpochSecond(number * 10L), "at/" + number, "i" + number, 1)
        .withOrigin(Origin.push("u" + number % 3));
  }

  private static ImageStream stream(List<TagEvent> events) {
    return ImageStream.empty(APP).withTag("v1", new TagHistory(events, List.of()));
  }

  /** One that the store has the newest event of only, as when a tag moves. */
  private void add() {
    TagEvent event = event(++made);
    List<TagEvent> newest = history.isEmpty() ? List.of() : history.subList(0, 1);
    List<TagEvent> next = new ArrayList<>(newest);
    next.addFirst(event);
    commit(older.changes().between(stream(newest), false, stream(next)));
    history.addFirst(event);
  }

  private void leave(Set<Integer> gone) {
    List<TagEvent> left = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      if (!gone.contains(i)) {
        left.add(history.get(i));
      }
    }
    commit(older.changes().between(stream(history), true, stream(left)));
    history = left;
  }

  private void commit(List<Transaction.Operation> operations) {
    Transaction.Builder transaction = Transaction.builder();
    operations.forEach(transaction::add);
    store.commit(transaction.build());
  }

  private HistoryPages.Asked asked() {
    return new HistoryPages.Asked(
        APP, "v1", history.stream().findFirst(), Math.max(store.revision(), 1));
  }

  private List<TagEvent> readIn(int limit) {
    List<TagEvent> read = new ArrayList<>();
    long below = HistoryPages.NEWEST;
    HistoryPages.Page page;
    do {
      page = pages.page(asked(), below, limit);
      page.events().forEach(numbered -> read.add(numbered.event()));
      assertThat(page.older().isPresent() ? 1 : 0)
          .isEqualTo(Math.min(1, history.size() - read.size()));
      page.older().ifPresent(event -> assertThat(event).isEqualTo(history.get(read.size())));
      below = page.events().isEmpty() ? 0 : page.events().getLast().number();
    } while (page.older().isPresent());
    return read;
  }

  @Test
  void aTagThatHasNoEventsHasOneEmptyPage() {
    HistoryPages.Page page = pages.page(asked(), HistoryPages.NEWEST, 10);

    assertThat(page).isEqualTo(new HistoryPages.Page(List.of(), Optional.empty(), 0));
  }

  @Test
  void everyPageSaysHowManyAreLeft() {
    for (int i = 0; i < 100; i++) {
      add();
    }

    long below = HistoryPages.NEWEST;
    for (int left = 93; left > 0; left -= 7) {
      HistoryPages.Page page = pages.page(asked(), below, 7);
      assertThat(page.remaining()).isEqualTo(left);
      below = page.events().getLast().number();
    }
  }

  @Test
  void whateverComesAndLeavesThePagesAreTheHistory() {
    Random random = new Random(11);
    for (int round = 0; round < 120; round++) {
      if (random.nextInt(5) > 0) {
        for (int i = random.nextInt(25); i > 0; i--) {
          add();
        }
      } else if (history.size() > 3) {
        Set<Integer> gone = new HashSet<>();
        int from = 3 + random.nextInt(history.size() - 3);
        for (int i = from; i < history.size(); i++) {
          if (random.nextInt(6) > 0) { // some are kept for a workload
            gone.add(i);
          }
        }
        leave(gone);
      }

      int limit = 1 + random.nextInt(40);
      assertThat(readIn(limit)).as("round %d, in pages of %d", round, limit).isEqualTo(history);
    }
    assertThat(made).isGreaterThan(500);
  }

  @Test
  void anEventKeepsItsNumberWhateverComesBeforeIt() {
    for (int i = 0; i < 40; i++) {
      add();
    }
    HistoryPages.Page before = pages.page(asked(), HistoryPages.NEWEST, 25);
    long below = before.events().getLast().number();
    List<HistoryPages.Numbered> rest = pages.page(asked(), below, 100).events();
    for (int i = 0; i < 33; i++) {
      add();
    }

    assertThat(pages.page(asked(), below, 100).events()).isEqualTo(rest);
  }

  @Test
  void whatWasBeforeATimeIsFoundWhereverItIs() {
    for (int i = 0; i < 150; i++) {
      add();
    }
    Set<Integer> gone = new HashSet<>();
    for (int i = 60; i < 149; i++) {
      gone.add(i);
    }
    leave(gone);

    for (int second = 0; second < 1600; second += 5) {
      Instant time = Instant.ofEpochSecond(second);
      List<TagEvent> wanted = history.stream().filter(e -> e.created().isBefore(time)).toList();
      List<TagEvent> found =
          pages.page(asked(), pages.before(asked(), time), 1000).events().stream()
              .map(HistoryPages.Numbered::event)
              .toList();
      assertThat(found).as("before second %d", second).isEqualTo(wanted);
    }
  }

  @Test
  void anArrayOfTheFirstFormatIsReadToo() {
    List<TagEvent> all = new ArrayList<>();
    for (int i = 50; i > 0; i--) {
      all.add(event(i).withOrigin(Origin.UNKNOWN));
    }
    byte[] array = Json.bytes(StreamJson.writeEvents(all.subList(1, all.size())));
    store.commit(Transaction.builder().put(OlderEvents.key(APP, "v1"), array).build());
    history = all;

    assertThat(readIn(7)).isEqualTo(all);
  }

  @Test
  void theRevisionIsWhatCounts() {
    add();
    add();
    HistoryPages.Asked then = asked();
    for (int i = 0; i < 40; i++) {
      add();
    }

    assertThat(pages.page(then, HistoryPages.NEWEST, 10).events())
        .extracting(HistoryPages.Numbered::event)
        .containsExactly(event(2), event(1));
    assertThat(then.revision()).isNotEqualTo(Store.LATEST);
  }
}
