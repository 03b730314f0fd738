package dev.weir.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.memory.MemoryStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowedTest {
  private static final class Texts implements Followed.Form<Map<String, String>> {
    @Override
    public Map<String, String> empty() {
      return new ConcurrentHashMap<>();
    }

    @Override
    public void put(Map<String, String> kept, Entry entry) {
      kept.put(entry.key(), new String(entry.value(), UTF_8));
    }

    @Override
    public void remove(Map<String, String> kept, Entry last) {
      kept.remove(last.key(), new String(last.value(), UTF_8));
    }
  }

  private final MemoryStore store = new MemoryStore();
  private final long old = put("/a/old", "1");
  private final Followed<Map<String, String>> followed =
      new Followed<>(store, "/a/", "the texts", new Texts());

  @AfterEach
  void close() {
    followed.close();
    store.close();
  }

  private long put(String key, String value) {
    return revision(Transaction.builder().put(key, value.getBytes(UTF_8)).build());
  }

  private long delete(String key) {
    return revision(Transaction.builder().delete(key).build());
  }

  private long revision(Transaction transaction) {
    return ((Committed) store.commit(transaction)).revision();
  }

  @Test
  void knowsWhatWasCommittedBeforeTheQuestion() {
    assertThat(followed.newest()).isEqualTo(Map.of("/a/old", "1"));
    put("/a/new", "2");
    put("/b", "elsewhere");
    assertThat(followed.newest()).isEqualTo(Map.of("/a/old", "1", "/a/new", "2"));
    delete("/a/old");
    assertThat(followed.newest()).isEqualTo(Map.of("/a/new", "2"));
  }

  @Test
  void theFirstQuestionKnowsWhenSomethingChangedBeforeIt() {
    assertThat(followed.changedAt()).isEqualTo(old);
    Followed<Map<String, String>> unasked = new Followed<>(store, "/a/", "the texts", new Texts());
    put("/a/new", "2");
    put("/a/new", "3");
    long gone = delete("/a/new");
    put("/b", "elsewhere");
    assertThat(unasked.changedAt()).isEqualTo(gone);
    assertThat(unasked.newest()).isEqualTo(Map.of("/a/old", "1"));
    unasked.close();
  }

  @Test
  void beginsAnewWhenThePastWasForgottenBeforeItWasRead() {
    assertThat(followed.newest()).hasSize(1);
    delete("/a/old");
    long last = put("/a/new", "2");
    store.compact(last);
    assertThat(followed.newest()).isEqualTo(Map.of("/a/new", "2"));
    assertThat(followed.changedAt()).as("anything may have been missed").isEqualTo(last);
  }
}
