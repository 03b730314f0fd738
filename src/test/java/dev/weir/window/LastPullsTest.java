package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.StreamName;
import dev.weir.remote.fake.TestImages;
import dev.weir.store.Entry;
import dev.weir.store.Limits;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LastPullsTest {
  private static final StreamName STREAM = new StreamName("hub", "library.busybox");

  /** A store in which something happens just after each commit. */
  private record Followed(Store store, Runnable after) implements Store {
    @Override
    public TransactionResult commit(Transaction transaction) {
      TransactionResult result = store.commit(transaction);
      after.run();
      return result;
    }

    @Override
    public Page range(RangeQuery query) {
      return store.range(query);
    }

    @Override
    public long revision() {
      return store.revision();
    }

    @Override
    public long sync() {
      return store.sync();
    }

    @Override
    public long compactedRevision() {
      return store.compactedRevision();
    }

    @Override
    public Optional<Entry> get(String key, long revision) {
      return store.get(key, revision);
    }

    @Override
    public Limits limits() {
      return store.limits();
    }

    @Override
    public Watch watch(String prefix, long afterRevision) {
      return store.watch(prefix, afterRevision);
    }

    @Override
    public void close() {
      store.close();
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
