package dev.weir.pullthrough;

import static dev.weir.pullthrough.FetchFixture.LIMITS;
import static dev.weir.pullthrough.FetchFixture.all;
import static dev.weir.pullthrough.FetchFixture.exactly;
import static dev.weir.pullthrough.FetchFixture.random;
import static dev.weir.pullthrough.FetchFixture.slice;
import static dev.weir.pullthrough.FetchFixture.upToFailure;
import static dev.weir.pullthrough.FetchFixture.withOtherByte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.LimitedBlobs;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.FetchFixture.Told;
import dev.weir.pullthrough.ScriptedOrigin.Reply;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fetches that cannot be written to the disk. */
@Timeout(60)
class FullMirrorTest {
  private static final byte[] BYTES = random(100_000, 1);
  private static final Digest DIGEST = Digest.of(BYTES);

  private final LimitedBlobs mirror = new LimitedBlobs();
  private final FetchFixture here = new FetchFixture(mirror, true, LIMITS);
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void close() {
    gate.complete(null);
    here.close();
  }

  private static ScriptedOrigin held(byte[] bytes, CompletableFuture<Void> gate) {
    return ScriptedOrigin.of("hub", Reply.of(bytes).holdAt(5_000, gate));
  }

  @Test
  void eachReaderGoesOnFromTheUpstream() throws IOException {
    mirror.limit(40_000);
    ScriptedOrigin upstream = held(BYTES, gate);
    Told told = new Told();
    try (Blob first = here.open(BYTES, told, upstream);
        Blob second = here.open(BYTES, upstream)) {
      assertThat(exactly(first.channel(), 4_000)).isEqualTo(slice(BYTES, 0, 4_000));
      gate.complete(null);
      assertThat(all(first)).isEqualTo(slice(BYTES, 4_000, 96_000));
      assertThat(all(second)).isEqualTo(BYTES);
    }
    assertThat(upstream.starts()).containsExactly(0L, 40_000L, 40_000L);
    assertThat(told.news()).containsExactly("sound");
    assertThat(here.fetches().counters().apart()).isEqualTo(2);
    assertThat(here.mirror().size(DIGEST)).isEmpty();
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
    await().until(() -> upstream.open() == 0);
  }

  @Test
  void isServedWhereNotOneByteFits() throws IOException {
    mirror.limit(0);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    try (Blob blob = here.open(BYTES, upstream)) {
      assertThat(exactly(blob.part(70_000, 100), 100)).isEqualTo(slice(BYTES, 70_000, 100));
      assertThat(exactly(blob.part(10, 100), 100)).isEqualTo(slice(BYTES, 10, 100));
    }
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
  }

  @Test
  void isAskedForOnceByWhoReadsSomePartsOfOneAnswer() throws IOException {
    mirror.limit(0);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));
    try (Blob blob = here.open(BYTES, upstream)) {
      SeekableByteChannel parts = blob.part(10, 80_010);
      assertThat(exactly(parts, 100)).isEqualTo(slice(BYTES, 10, 100));
      int asked = upstream.requests();

      for (int start : new int[] {30_000, 30_100, 80_000}) {
        assertThat(exactly(parts.position(start), 20)).isEqualTo(slice(BYTES, start, 20));
      }

      assertThat(upstream.requests()).isEqualTo(asked);
    }
  }

  @Test
  void leavesSomeRoomToWhatIsPushed() throws IOException {
    mirror.leave(16 << 20);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);

    assertThat(here.mirror().size(DIGEST)).isEmpty();
    mirror.leave(17 << 20);
    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(here.mirror().size(DIGEST)).isPresent();
  }

  @Test
  void leavesAFiftiethOfALargeDiskToWhatIsPushed() throws IOException {
    mirror.holdAtAll(10L << 30);
    mirror.leave(200 << 20);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);

    assertThat(here.mirror().size(DIGEST)).isEmpty();
    mirror.leave(210 << 20);
    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(here.mirror().size(DIGEST)).isPresent();
  }

  @Test
  void setsAsideWhatHasBeenAnnounced() throws IOException {
    mirror.leave((16 << 20) + 150_000);
    byte[] second = random(60_000, 2);
    try (Blob blob = here.open(BYTES, held(BYTES, gate))) {
      assertThat(here.pull(second, ScriptedOrigin.of("other", Reply.of(second)))).isEqualTo(second);
      assertThat(here.mirror().size(Digest.of(second))).isEmpty();
      gate.complete(null);
      assertThat(all(blob)).isEqualTo(BYTES);
    }
    assertThat(here.mirror().size(DIGEST)).isPresent();
  }

  @Test
  void isStillComparedBeforeTheLastByte() throws IOException {
    mirror.limit(40_000);
    ScriptedOrigin liar = held(withOtherByte(BYTES, 99_000), gate);
    Told told = new Told();
    try (Blob blob = here.open(BYTES, told, liar)) {
      gate.complete(null);
      assertThat(upToFailure(blob.channel(), BYTES.length)).hasSize(99_999);
    }
    assertThat(told.news()).containsExactly(Reason.WRONG_DIGEST);

    try (Blob blob = here.open(BYTES, told, liar)) {
      assertThat(upToFailure(blob.part(100, 50), 50)).hasSize(49);
      assertThat(upToFailure(blob.part(50_000, 50), 50)).hasSize(49);
      assertThatExceptionOfType(FetchException.class).isThrownBy(blob::verify);
    }
  }

  @Test
  void givesTheRightBytesToWhoReadsOnAfterAFailure() throws IOException {
    mirror.limit(40_000);
    ScriptedOrigin upstream =
        ScriptedOrigin.of(
            "hub",
            n ->
                switch (n) {
                  case 1 -> Reply.of(BYTES).cutAt(60_000);
                  case 2 -> Reply.of(BYTES).withoutRanges().cutAt(30_000);
                  case 3 -> Reply.refuse(RemoteException.Kind.DENIED, "no more");
                  default -> Reply.of(BYTES);
                });
    try (Blob blob = here.open(BYTES, upstream)) {
      assertThat(upToFailure(blob.channel(), BYTES.length)).isEqualTo(slice(BYTES, 0, 60_000));

      assertThat(exactly(blob.part(59_100, 100), 100)).isEqualTo(slice(BYTES, 59_100, 100));
    }
  }

  @Test
  void givesPartsWhereverTheyLie() throws IOException {
    mirror.limit(40_000);
    ScriptedOrigin upstream = held(BYTES, gate);
    try (Blob blob = here.open(BYTES, upstream)) {
      gate.complete(null);
      for (int start : new int[] {0, 39_000, 39_950, 40_000, 99_900}) {
        assertThat(exactly(blob.part(start, 100), 100))
            .as("from %d", start)
            .isEqualTo(slice(BYTES, start, 100));
      }
      blob.verify();
    }
  }

  @Test
  void isSaidInThePlaceOfAnAnswerWhereTheUpstreamRefuses() {
    mirror.leave(0);
    ScriptedOrigin gone =
        ScriptedOrigin.of("hub", Reply.refuse(RemoteException.Kind.BLOB_UNKNOWN, "it is gone"));
    Told told = new Told();

    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> here.open(BYTES, told, gone))
        .withMessage("it is gone")
        .matches(e -> e.kind() == RemoteException.Kind.BLOB_UNKNOWN);

    assertThat(told.news()).isEmpty();
    assertThat(gone.requests()).isEqualTo(1);
  }

  @Test
  void isReadByABoundedNumberAtOnce() throws IOException {
    FetchLimits one = new FetchLimits(1, 1, Duration.ofMillis(50), 1L << 40, 1_000);
    LimitedBlobs full = new LimitedBlobs();
    full.leave(0);
    try (FetchFixture few = new FetchFixture(full, true, one)) {
      ScriptedOrigin upstream = held(BYTES, gate);
      try (Blob blob = few.open(BYTES, upstream)) {
        assertThatExceptionOfType(TooManyFetchesException.class)
            .isThrownBy(() -> few.open(BYTES, upstream));
        gate.complete(null);
        assertThat(all(blob)).isEqualTo(BYTES);
      }
      assertThat(few.pull(BYTES, upstream)).isEqualTo(BYTES);
    }
  }

  @Test
  void ofASizeThatNobodySaysIsAClearError() {
    mirror.limit(40_000);
    ScriptedOrigin upstream =
        ScriptedOrigin.of("hub", Reply.of(BYTES).announcing(OptionalLong.empty()));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                here.fetches()
                    .open("shop", DIGEST, OptionalLong.empty(), List.of(upstream), new Told()))
        .withMessageContaining("space");
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
  }

  @Test
  void isKeptAgainWhenThereIsRoom() throws IOException {
    mirror.limit(40_000);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));
    here.pull(BYTES, upstream);
    mirror.limit(Long.MAX_VALUE);

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);

    await().until(() -> here.mirror().size(DIGEST).isPresent());
  }
}
