package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
  void whatMayStayIsNotWritten() {
    try (MemoryStore store = new MemoryStore()) {
      new StoredImages(store).write("sha256:1", _ -> Optional.empty());
      assertThat(store.get(StreamKeys.image("sha256:1"))).isEmpty();
    }
  }
}
