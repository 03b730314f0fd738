package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.StreamName;
import dev.weir.remote.fake.TestImages;
import dev.weir.store.Entry;
import dev.weir.store.ForwardingStore;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LastPullsTest {
  private static final StreamName STREAM = new StreamName("hub", "library.busybox");

  /** A store in which something happens just after each commit. */
  private static final class Followed extends ForwardingStore {
    private final Runnable after;

    Followed(Store store, Runnable after) {
      super(store);
      this.after = after;
    }

    @Override
    public TransactionResult commit(Transaction transaction) {
      TransactionResult result = store.commit(transaction);
      after.run();
      return result;
    }
  }

  @Test
  void aPullOfTheNextDayThatComesDuringAWriteIsWrittenByTheNextOne() throws Exception {
    try (WindowServer weir = new WindowServer()) {
      TestImages.single(weir.upstream.repository("library/busybox"), "1");
      var _ = weir.get(WindowServer.PULLER, "/v2/hub/library/busybox/manifests/1");
      LastPulls[] pulls = new LastPulls[1];
      Store store =
          new Followed(
              weir.store,
              () -> {
                weir.pass(Duration.ofDays(1));
                pulls[0].note(STREAM);
              });
      pulls[0] = new LastPulls(store, weir.streams.store(), () -> weir.now);
      pulls[0].note(STREAM);
      pulls[0].write();
      assertThat(written(weir)).isEqualTo("{\"day\":\"2026-03-01\"}");
      pulls[0].write();
      assertThat(written(weir)).isEqualTo("{\"day\":\"2026-03-02\"}");
    }
  }

  private static String written(WindowServer weir) {
    Entry day = weir.store.get("/pulled/hub/library.busybox").orElseThrow();
    return new String(day.value(), StandardCharsets.UTF_8);
  }
}
