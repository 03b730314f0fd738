package dev.weir.importing.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.importing.lists.ListChoices.Learned;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListChoicesTest {
  private static final StreamName APP = new StreamName("demo", "app");

  private final MemoryStore store = new MemoryStore();

  @AfterEach
  void close() {
    store.close();
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ListChoice list(String name) {
    return new ListChoice(digest(name), PlatformChoice.USUAL);
  }

  private void learn(String tag, String name) {
    new ListChoices(store)
        .learned(
            new StreamId(APP, "u"), Map.of(tag, new Learned(list(name), digest("of " + name))));
  }

  @Test
  void ofOthersOnlyATagThatHasSeenNoListIsSearchedFor() {
    byte[] stream = "{\"metadata\":{\"uid\":\"u\"}}".getBytes(StandardCharsets.UTF_8);
    store.commit(Transaction.builder().put(StreamKeys.stream(APP), stream).build());
    learn("a", "one");
    learn("b", "two");
    ListChoices restarted = new ListChoices(store);

    assertThat(restarted.find(APP, "a", list("one"))).contains(digest("of one"));
    assertThat(restarted.find(APP, "c", list("one"))).contains(digest("of one"));
    assertThat(restarted.find(APP, "b", list("one"))).isEmpty();
  }
}
