package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlobPartTest {
  private static final int SIZE = 300_000;

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final TestRegistries client = new TestRegistries();
  private final RemoteRegistry remote = client.insecure(upstream, "team/app");
  private final Digest digest = upstream.repository("team/app").blob(FakeBlob.generated(SIZE, 1));
  private final String blob = "GET /v2/team/app/blobs/" + digest;
  private final byte[] bytes = remote.readBlob(digest, SIZE);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private RemoteException refused(long from) {
    return catchThrowableOfType(
        RemoteException.class, () -> remote.openBlob(digest, from, Optional.empty()).close());
  }

  @Test
  void theWholeSaysHowLongItIsAndWhatItsRestIsAskedForBy() throws Exception {
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      assertThat(part.start()).isZero();
      assertThat(part.total()).hasValue(SIZE);
      assertThat(part.validator()).contains("\"" + digest + "\"");
      assertThat(part.content().readAllBytes()).isEqualTo(bytes);
    }
    assertThat(upstream.headers(blob, "Range")).containsOnly("");
  }

  @Test
  void goesOnWhereItBroke() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    upstream.failNext(blob, new Fault.Truncate(100_000).and(new Fault.HoldAt(100_000, read)), 1);
    Optional<String> validator;
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      validator = part.validator();
      InputStream content = part.content();
      assertThat(content.readNBytes(100_000)).hasSize(100_000);
      read.countDown();
      assertThatThrownBy(content::read).isInstanceOf(IOException.class);
    }
    try (RemoteBlobPart rest = remote.openBlob(digest, 100_000, validator)) {
      assertThat(rest.start()).isEqualTo(100_000);
      assertThat(rest.total()).hasValue(SIZE);
      assertThat(rest.content().readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 100_000, SIZE));
    }
    assertThat(upstream.headers(blob, "If-Range")).endsWith("", "\"" + digest + "\"");
    assertThat(client.waits).isEmpty();
  }

  @Test
  void theWholeComesFromWhoHasNoRangesOrOtherBytesByNow() throws Exception {
    upstream.failNext(blob, new Fault.NoRanges(), 1);
    upstream.failNext(blob, new Fault.Header("ETag", "\"new\""), 1);
    for (int time = 0; time < 2; time++) {
      try (RemoteBlobPart part = remote.openBlob(digest, 5, Optional.of("\"" + digest + "\""))) {
        assertThat(part.start()).isZero();
        assertThat(part.content().readAllBytes()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void aWeakValidatorIsNoneAndWithoutOneThePartIsAskedForAlone() throws Exception {
    upstream.failNext(blob, new Fault.Header("ETag", "W/\"weak\""), 1);
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      assertThat(part.validator()).isEmpty();
    }
    try (RemoteBlobPart part = remote.openBlob(digest, 7, Optional.empty())) {
      assertThat(part.start()).isEqualTo(7);
    }
    assertThat(upstream.headers(blob, "If-Range").getLast()).isEmpty();
  }

  @Test
  void aTotalThatIsNotToldIsUnknown() throws Exception {
    upstream.failNext(blob, new Fault.Without("Content-Length"), 1);
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      assertThat(part.total()).isEmpty();
      assertThat(part.content().readAllBytes()).isEqualTo(bytes);
    }
    upstream.failNext(blob, new Fault.Header("Content-Range", "bytes 9-299999/*"), 1);
    try (RemoteBlobPart part = remote.openBlob(digest, 9, Optional.empty())) {
      assertThat(part.start()).isEqualTo(9);
      assertThat(part.total()).isEmpty();
    }
  }

  @Test
  void anotherPartThanWasAskedForIsRefusedWithWhatWasSent() {
    for (String sent :
        new String[] {
          "bytes 6-300000/300001",
          "bytes 0-299999/300000",
          "bytes 5-299999/299999",
          "bytes 5-4/300000",
          "bytes 5-99999999999999999999/*",
          "lines 5-299999/300000",
          "bytes 5-9/300000",
          ""
        }) {
      upstream.failNext(blob, new Fault.Header("Content-Range", sent), 1);
      assertThat(refused(5))
          .as(sent)
          .hasMessage(
              "%s was asked for %s from byte 5 on and answered 206 with the range \"%s\"",
              upstream.host(), digest, sent)
          .extracting(RemoteException::kind)
          .isEqualTo(RemoteException.Kind.REGISTRY_ERROR);
    }
  }

  @Test
  void aPartOfABlobThatIsShorterIsRefused() {
    assertThat(refused(SIZE)).hasMessageContaining("answered 416");
  }

  @Test
  void anAbsentBlobIsAskedForOnce() {
    upstream.repository("team/app").remove(digest);
    assertThat(refused(0).kind()).isEqualTo(RemoteException.Kind.BLOB_UNKNOWN);
    upstream.failNext(blob, new Fault.Status(503, "UNAVAILABLE"), 1);
    assertThat(refused(0).mayPass()).isTrue();
    assertThat(client.waits).isEmpty();
  }

  @Test
  void aBodyThatStallsFailsAndSaysSo() throws Exception {
    upstream.failNext(blob, new Fault.Stall(1000), 1);
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      InputStream content = part.content();
      assertThat(content.readNBytes(1000)).hasSize(1000);

      IOException broken = catchThrowableOfType(IOException.class, content::read);

      assertThat(broken)
          .hasMessage("%s: it stopped in the middle, and nothing came for 2 s", upstream.host());
      assertThat(RemoteBlobPart.failure(broken).mayPass()).isTrue();
    }
  }

  @Test
  void aBodyThatComesSlowlyDoesNotFail() throws Exception {
    upstream.failNext(blob, new Fault.Trickle(100_000, Duration.ofMillis(1200)), 1);
    try (RemoteBlobPart part = remote.openBlob(digest, 0, Optional.empty())) {
      assertThat(part.content().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void saysHowLongTheRegistryWantsToBeLeftAlone() {
    Fault undated = new Fault.Header("Date", "");
    String later = "Thu, 01 Jan 1970 00:02:00 GMT";
    Fault dated = new Fault.Header("Date", "Thu, 01 Jan 1970 00:01:00 GMT");
    assertThat(said(Fault.tooMany(later).and(undated))).contains(Duration.ofMinutes(2));
    assertThat(said(Fault.tooMany(later).and(undated))).contains(Duration.ZERO);
    assertThat(said(Fault.tooMany(later).and(dated))).contains(Duration.ofMinutes(1));
    assertThat(said(Fault.tooMany("30"))).contains(Duration.ofSeconds(30));
    assertThat(said(Fault.tooMany("soon"))).isEmpty();
    assertThat(said(Fault.tooMany("99999999"))).contains(Duration.ofDays(1));
    assertThat(said(Fault.tooMany("864000000").and(undated))).contains(Duration.ofDays(1));
  }

  @Test
  void readsTheTimeToComeAgainThatIsUnixTime() {
    client.passTime(Duration.between(Instant.EPOCH, Instant.ofEpochSecond(1_800_000_000)));
    Fault undated = new Fault.Header("Date", "");

    assertThat(said(Fault.tooMany("1800000005").and(undated))).contains(Duration.ofSeconds(5));
  }

  /** What a refusal says, long after any other. */
  private Optional<Duration> said(Fault refusal) {
    upstream.failNext(blob, refusal, 1);
    RemoteException refused = refused(0);
    assertThat(refused.kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
    client.passTime(Duration.ofDays(2));
    return refused.retryAfter();
  }
}
