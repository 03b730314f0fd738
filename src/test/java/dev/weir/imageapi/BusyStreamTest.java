package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Decision;
import dev.weir.objects.StoreContext;
import dev.weir.resource.StatusException;
import dev.weir.store.ForwardingStore;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.StreamObjects;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that somebody writes whenever its older events have been read. */
@Timeout(20)
class BusyStreamTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final AtomicInteger writes = new AtomicInteger();
  private final Store written = new Written(api.store);
  private final PublishedHost host = new PublishedHost(ImageApiFixture.HOST);
  private final Streams streams =
      Streams.over(
          new StoreContext(written, api.context.host(), () -> Instant.EPOCH),
          api.blobs,
          AllowedRegistries.ALL,
          host,
          (_, _) -> new Decision.Allowed("test"));

  @AfterEach
  void close() {
    api.close();
  }

  private final class Written extends ForwardingStore {
    Written(Store store) {
      super(store);
    }

    @Override
    public Page range(RangeQuery query) {
      Page page = store.range(query);
      String key = StreamKeys.stream(APP);
      byte[] value = store.get(key).orElseThrow().value();
      TransactionResult _ = store.commit(Transaction.builder().put(key, value).build());
      writes.incrementAndGet();
      return page;
    }
  }

  @Test
  void isReadSoManyTimesAndThenSaidToBeBusy() {
    String _ = api.pushed(APP, "one", "v1");
    String _ = api.pushed(APP, "two", "v1");

    assertThatThrownBy(() -> streams.store().whole(APP))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("is written by too many at once");
    assertThat(writes.getAndSet(0)).isBetween(2, 20);

    StreamObjects objects = new StreamObjects(written, streams.store(), host);
    assertThatThrownBy(() -> objects.find(APP))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("is written by too many at once");
    assertThat(writes.get()).isBetween(2, 20);
  }
}
