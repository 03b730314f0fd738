package dev.weir.streams.linked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a written status took out of a stream is known for an hour. */
class DroppedImagesTest {
  private static final StreamName APP = new StreamName("team", "app");
  private static final Digest ONE = digest("one");
  private static final Digest TWO = digest("two");

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final MemoryStore store = new MemoryStore();
  private final DroppedImages dropped = new DroppedImages(store, () -> now);

  @AfterEach
  void close() {
    store.close();
  }

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private void commit(Consumer<Transaction.Builder> write) {
    Transaction.Builder transaction = Transaction.builder();
    write.accept(transaction);
    store.commit(transaction.build());
  }

  private static ImageStream stream(Digest... newestFirst) {
    List<TagEvent> events =
        List.of(newestFirst).stream()
            .map(image -> new TagEvent(Instant.EPOCH, "a/b@" + image, image.toString(), 1))
            .toList();
    return ImageStream.empty(APP).withTags(Map.of("v1", new TagHistory(events, List.of())));
  }

  private void drop() {
    commit(transaction -> dropped.note(transaction, stream(TWO, ONE), stream(TWO)));
  }

  @Test
  void whatTheStreamHasNoLongerIsNotedAndNothingElse() {
    drop();

    assertThat(dropped.find(APP, ONE)).contains(new DroppedImages.Dropped(now, false));
    assertThat(dropped.find(APP, TWO)).isEmpty();
  }

  @Test
  void aPushSaysThatItCameAgain() {
    drop();

    commit(transaction -> dropped.pushedAgain(transaction, APP, List.of(ONE, TWO)));

    assertThat(dropped.find(APP, ONE)).contains(new DroppedImages.Dropped(now, true));
    assertThat(dropped.find(APP, TWO)).isEmpty();
  }

  @Test
  void itIsForgottenAfterAnHourAndNotWhenTheClockIsSetBack() {
    drop();
    now = now.plus(Duration.ofMinutes(59));
    assertThat(dropped.find(APP, ONE)).isPresent();
    assertThat(dropped.forgetOld()).isZero();

    now = now.minus(Duration.ofDays(400));
    assertThat(dropped.find(APP, ONE)).isPresent();
    assertThat(dropped.forgetOld()).isZero();

    now = now.plus(Duration.ofDays(400)).plus(Duration.ofMinutes(2));
    assertThat(dropped.find(APP, ONE)).isEmpty();
    assertThat(dropped.forgetOld()).isOne();
    assertThat(store.range(RangeQuery.all("/dropped/")).entries()).isEmpty();
  }
}
