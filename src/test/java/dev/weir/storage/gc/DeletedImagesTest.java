package dev.weir.storage.gc;

import static dev.weir.storage.gc.GivenRepository.NOW;
import static dev.weir.storage.gc.GivenRepository.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.linked.DueLooks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeletedImagesTest {
  private final MemoryStore store = new MemoryStore();
  private final DeletedImages deleted = new DeletedImages(store, () -> NOW);

  @BeforeEach
  void push() {
    for (String link : List.of("demo/app/" + digest("a"), "demo/app-2/" + digest("b"))) {
      store.commit(Transaction.builder().put("/links/" + link, new byte[] {'{', '}'}).build());
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> due() {
    return store.range(RangeQuery.all(DueLooks.STREAMS)).entries().stream()
        .map(entry -> entry.key().substring(DueLooks.STREAMS.length()))
        .toList();
  }

  @Test
  void theRepositoriesAreLookedAtInWhichAnImageIsThatWasDeleted() {
    deleted.follow(Set.of(digest("c")));
    deleted.follow(Set.of(digest("b"), digest("c")));

    assertThat(due()).containsExactly("demo/app-2");
  }

  @Test
  void whatWasWithoutImageBeforeIsLeftToTheDailyLook() {
    deleted.follow(Set.of(digest("a")));
    deleted.follow(Set.of(digest("a")));

    assertThat(due()).isEmpty();
  }
}
