package dev.weir.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.StoreModel.Shown;
import dev.weir.store.log.LogStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random operations, some of them of another writer on the same log, compared with a simple model
 * after each step.
 */
public abstract class RandomContract extends ConcurrencyContract {
  private static final int STEPS = 250;
  private static final List<String> PREFIXES = List.of("", "/", "/a", "/a/", "/b/", "/c");

  private record Follower(String prefix, Watch watch, List<String> expected, List<String> got) {}

  private final StoreModel model = new StoreModel();
  private final List<Follower> followers = new ArrayList<>();
  private long compacted;
  private Random random = new Random();

  /** Closes the store and opens it again on the same data. */
  protected abstract LogStore reopen(LogStore open) throws Exception;

  /** Whether a store that is opened again knows what was before. */
  protected boolean keepsThePast() {
    return true;
  }

  @RepeatedTest(6)
  void agreesWithASimpleModel(RepetitionInfo repetition) throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime() + repetition.getCurrentRepetition());
    random = new Random(seed);
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      readFollowers();
    } catch (AssertionError | Exception e) {
      throw new AssertionError("run again with -Dweir.seed=" + seed, e);
    }
  }

  private void step() throws Exception {
    int kind = random.nextInt(20);
    if (kind > 9) {
      assertThat(store.sync()).isEqualTo(model.revision());
    }
    switch (kind) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> commit();
      case 10, 11 -> compareGet();
      case 12, 13, 14 -> compareRange();
      case 15 -> compareRevisions();
      case 16 -> follow();
      case 17 -> readFollowers();
      case 18 -> compact();
      default -> restart();
    }
  }

  private String prefix() {
    return PREFIXES.get(random.nextInt(PREFIXES.size()));
  }

  private String key() {
    return "/"
        + "abc".charAt(random.nextInt(3))
        + (random.nextBoolean() ? "/" : "")
        + random.nextInt(4);
  }

  private long retained() {
    long lowest = Math.max(1, compacted);
    return lowest + random.nextLong(model.revision() - lowest + 1);
  }

  private void commit() {
    Transaction transaction = transaction();
    long before = model.revision();
    TransactionResult result =
        random.nextInt(3) == 0 ? elsewhere(transaction) : store.commit(transaction);
    assertThat(result).isEqualTo(model.commit(transaction));
    if (model.revision() > before) {
      followers.forEach(follower -> expect(follower, model.revision()));
    }
  }

  private Transaction transaction() {
    Transaction.Builder builder = Transaction.builder();
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = key();
      long actual = model.get(key, model.revision()).map(Shown::modified).orElse(0L);
      builder.ifAt(key, random.nextInt(6) == 0 ? random.nextInt(5) : actual);
    }
    Set<String> keys = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      keys.add(key());
    }
    String prefix = prefix();
    if (random.nextInt(8) == 0
        && !prefix.isEmpty()
        && keys.stream().noneMatch(key -> key.startsWith(prefix))) {
      builder.deletePrefix(prefix);
    }
    for (String key : keys) {
      if (random.nextInt(3) == 0) {
        builder.delete(key);
      } else {
        builder.put(key, value());
      }
    }
    return builder.build();
  }

  private byte[] value() {
    int length = random.nextInt(4) == 0 ? random.nextInt(9_000) : random.nextInt(4);
    return ("v" + random.nextInt(10)).repeat(length).getBytes(UTF_8);
  }

  private void compareGet() {
    long revision = retained();
    String key = key();
    assertThat(store.get(key, revision).map(Shown::of)).isEqualTo(model.get(key, revision));
    assertThat(store.get(key).map(Shown::of)).isEqualTo(model.get(key, model.revision()));
  }

  private void compareRange() {
    long revision = retained();
    String prefix = prefix();
    String after = random.nextBoolean() ? "" : key();
    int limit = random.nextInt(4);
    List<Shown> expected = model.range(prefix, after, revision);
    int shown = limit == 0 ? expected.size() : Math.min(limit, expected.size());
    Page page = store.range(new RangeQuery(prefix, after, limit, revision));
    assertThat(page.entries().stream().map(Shown::of).toList())
        .isEqualTo(expected.subList(0, shown));
    assertThat(page.remaining()).isEqualTo(expected.size() - shown);
    assertThat(page.more()).isEqualTo(page.remaining() > 0);
    assertThat(page.revision()).isEqualTo(revision);
  }

  private void compareRevisions() {
    assertThat(store.compactedRevision()).isEqualTo(compacted);
    assertThat(store.revision()).isEqualTo(model.revision());
    if (compacted > 1) {
      long forgotten = 1 + random.nextLong(compacted - 1);
      assertThatThrownBy(() -> store.get("/a", forgotten)).isInstanceOf(ExpiredException.class);
      assertThatThrownBy(() -> store.watch("/", forgotten)).isInstanceOf(ExpiredException.class);
    }
  }

  private void follow() {
    String prefix = prefix();
    long after = retained();
    Watch watch = store.watch(prefix, after);
    Follower follower = new Follower(prefix, watch, new ArrayList<>(), new ArrayList<>());
    for (long revision = after + 1; revision <= model.revision(); revision++) {
      expect(follower, revision);
    }
    followers.add(follower);
  }

  private void expect(Follower follower, long revision) {
    follower.expected().addAll(model.events(follower.prefix(), revision));
  }

  private void readFollowers() throws InterruptedException {
    for (Follower follower : followers) {
      while (follower.got().size() < follower.expected().size()) {
        List<StoreEvent> events = follower.watch().next(Duration.ofSeconds(10));
        assertThat(events).as("events that the model has").isNotEmpty();
        events.forEach(event -> follower.got().add(StoreModel.line(event)));
      }
      assertThat(follower.watch().next(Duration.ZERO)).isEmpty();
      assertThat(follower.got()).isEqualTo(follower.expected());
    }
  }

  private void compact() throws InterruptedException {
    readFollowers(); // or they would rightly be told that they were too slow
    compacted = retained();
    store.compact(compacted);
    assertThat(store.check()).isEmpty();
  }

  private void restart() throws Exception {
    readFollowers();
    followers.forEach(follower -> follower.watch().close());
    followers.clear();
    store = reopen(store);
    if (!keepsThePast()) {
      compacted = model.revision() == 1 ? 0 : model.revision();
    }
    assertThat(store.check()).isEmpty();
    compareRevisions();
  }
}
