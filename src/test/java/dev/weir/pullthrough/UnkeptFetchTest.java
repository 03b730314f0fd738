package dev.weir.pullthrough;

import static dev.weir.pullthrough.FetchFixture.LIMITS;
import static dev.weir.pullthrough.FetchFixture.all;
import static dev.weir.pullthrough.FetchFixture.exactly;
import static dev.weir.pullthrough.FetchFixture.random;
import static dev.weir.pullthrough.FetchFixture.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.FetchFixture.Told;
import dev.weir.pullthrough.ScriptedOrigin.Reply;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fetches of a registry that mirrors nothing. */
@Timeout(60)
class UnkeptFetchTest {
  private static final byte[] BYTES = random(100_000, 1);

  private final FetchFixture here =
      new FetchFixture(new MemoryBlobStore(InstantSource.system()), false, LIMITS);
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void close() {
    gate.complete(null);
    here.close();
  }

  @Test
  void leaveNothingWhenTheLastReaderHasClosed() throws IOException {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    Told told = new Told();
    try (Blob first = here.open(BYTES, told, upstream);
        Blob second = here.open(BYTES, upstream)) {
      gate.complete(null);
      assertThat(all(first)).isEqualTo(BYTES);
      try (Blob third = here.open(BYTES, upstream)) {
        assertThat(all(third)).as("as long as somebody has it").isEqualTo(BYTES);
      }
      assertThat(here.mirror().unfinished(_ -> true)).isEqualTo(1);
      assertThat(all(second)).isEqualTo(BYTES);
    }

    assertThat(upstream.requests()).isEqualTo(1);
    assertThat(told.news()).containsExactly("sound");
    assertThat(here.mirror().size(Digest.of(BYTES))).isEmpty();
    await().until(() -> here.mirror().unfinished(_ -> true) == 0);

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(upstream.requests()).isEqualTo(2);
  }

  @Test
  void goOnAsLongAsOneReaderIsThere() throws IOException {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    Blob first = here.open(BYTES, upstream);
    try (Blob second = here.open(BYTES, upstream)) {
      first.close();
      gate.complete(null);
      assertThat(all(second)).isEqualTo(BYTES);
    }
    assertThat(upstream.requests()).isEqualTo(1);
  }

  @Test
  void endWhereNobodyReadsAnyMore() throws IOException {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    try (Blob blob = here.open(BYTES, upstream)) {
      assertThat(exactly(blob.channel(), 4_000)).isEqualTo(slice(BYTES, 0, 4_000));
    }

    await().until(() -> upstream.open() == 0);
    await().until(() -> here.mirror().unfinished(_ -> true) == 0);
    assertThat(here.fetches().counters().bytes()).isLessThanOrEqualTo(5_000);
    await().until(() -> here.fetches().counters().failures(Reason.STOPPED) == 1);
    gate.complete(null);
    assertThat(here.pull(BYTES, upstream)).as("and begin anew").isEqualTo(BYTES);
  }
}
