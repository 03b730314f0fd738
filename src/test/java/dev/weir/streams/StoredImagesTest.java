package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

class StoredImagesTest {
  @Test
  void whoeverIsFasterIsSeenAndNotLost() {
    try (MemoryStore store = new MemoryStore()) {
      List<Optional<ObjectNode>> seen = new ArrayList<>();
      ObjectNode theirs = Json.object().put("by", "them");
      new StoredImages(store)
          .write(
              "sha256:1",
              present -> {
                seen.add(present);
                if (present.isEmpty()) {
                  store.commit(
                      Transaction.builder()
                          .put(StreamKeys.image("sha256:1"), Json.bytes(theirs))
                          .build());
                }
                return Optional.of(Json.object().put("by", "me"));
              });
      assertThat(seen).containsExactly(Optional.empty(), Optional.of(theirs));
      assertThat(Json.parse(store.get(StreamKeys.image("sha256:1")).orElseThrow().value()))
          .isEqualTo(Json.object().put("by", "me"));
    }
  }

  @Test
  @Timeout(20)
  void whoeverIsAlwaysSlowerIsToldToComeBackLater() {
    try (MemoryStore store = new MemoryStore()) {
      AtomicInteger theirs = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  new StoredImages(store)
                      .write(
                          "sha256:1",
                          _ -> {
                            byte[] other =
                                Json.bytes(Json.object().put("n", theirs.getAndIncrement()));
                            store.commit(
                                Transaction.builder()
                                    .put(StreamKeys.image("sha256:1"), other)
                                    .build());
                            return Optional.of(Json.object().put("by", "me"));
                          }))
          .isInstanceOf(StatusException.class)
          .hasMessageContaining("sha256:1");
      assertThat(theirs.get()).isBetween(2, 20);
    }
  }

  @Test
  void whatMayStayIsNotWritten() {
    try (MemoryStore store = new MemoryStore()) {
      new StoredImages(store).write("sha256:1", _ -> Optional.empty());
      assertThat(store.get(StreamKeys.image("sha256:1"))).isEmpty();
    }
  }
}
