package dev.weir.remote.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kit does what it says, seen with the JDK's own client. */
final class FakeRegistryTest {
  private static final int SIZE = 200_000;

  private final FakeRegistry registry = FakeRegistry.plain();
  private final FakeRepository repository = registry.repository("team/app");
  private final byte[] bytes = read(FakeBlob.generated(SIZE, 7), 0);
  private final Digest digest = repository.blob(FakeBlob.generated(SIZE, 7));
  private final String blob = "/v2/team/app/blobs/" + digest;
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    registry.close();
    client.shutdownNow(); // some of its answers never end
  }

  private static byte[] read(FakeBlob blob, long from) {
    try (InputStream in = blob.open(from)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(registry.url() + path)).timeout(Duration.ofSeconds(9));
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofByteArray());
  }

  private HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void makesBytesUpThatAreTheSameFromAnywhere() throws Exception {
    assertThat(Digest.of(bytes)).isEqualTo(digest);
    assertThat(read(FakeBlob.generated(SIZE, 7), 123_457))
        .isEqualTo(Arrays.copyOfRange(bytes, 123_457, SIZE));
    assertThat(Digest.of(read(FakeBlob.generated(SIZE, 8), 0))).isNotEqualTo(digest);
    assertThat(get(blob).body()).isEqualTo(bytes);
  }

  @Test
  void givesThePartThatWasAskedForUnlessItHasOthersByNow() throws Exception {
    HttpResponse<byte[]> part = get(blob, "Range", "bytes=150000-");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 150000-199999/200000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 150_000, SIZE));
    assertThat(get(blob, "Range", "bytes=10-19").body()).hasSize(10);

    String etag = header(part, "ETag");
    assertThat(get(blob, "Range", "bytes=5-", "If-Range", etag).statusCode()).isEqualTo(206);
    registry.failNext(blob, new Fault.Header("ETag", "\"other\""), 1);
    HttpResponse<byte[]> whole = get(blob, "Range", "bytes=5-", "If-Range", etag);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(header(whole, "ETag")).isEqualTo("\"other\"");
    assertThat(whole.body()).hasSize(SIZE);

    assertThat(get(blob, "Range", "bytes=200000-").statusCode()).isEqualTo(416);
    registry.failNext(blob, new Fault.NoRanges(), 1);
    assertThat(get(blob, "Range", "bytes=5-").statusCode()).isEqualTo(200);
    assertThat(registry.headers("GET " + blob, "Range"))
        .containsExactly(
            "bytes=150000-", "bytes=10-19", "bytes=5-", "bytes=5-", "bytes=200000-", "bytes=5-");
  }

  @Test
  void cutsAnAnswerWhereItIsToldTo() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    registry.failNext(blob, new Fault.Truncate(70_001).and(new Fault.HoldAt(70_001, read)), 1);
    HttpResponse<InputStream> cut = open(blob);

    assertThat(header(cut, "Content-Length")).isEqualTo("200000");
    try (InputStream in = cut.body()) {
      assertThat(in.readNBytes(70_001)).isEqualTo(Arrays.copyOf(bytes, 70_001));
      read.countDown();
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
    assertThat(registry.blobBytes()).isEqualTo(70_001);
  }

  @Test
  void sendsAnotherByteWhereItIsToldTo() throws Exception {
    registry.failNext(blob, new Fault.Corrupt(0), 1);
    registry.failNext(blob, new Fault.Corrupt(), 1);
    byte[] first = get(blob).body();
    byte[] last = get(blob).body();

    assertThat(Arrays.mismatch(first, bytes)).isZero();
    assertThat(Arrays.copyOfRange(first, 1, SIZE)).isEqualTo(Arrays.copyOfRange(bytes, 1, SIZE));
    assertThat(Arrays.mismatch(last, bytes)).isEqualTo(SIZE - 1);
  }

  @Test
  void stopsInTheMiddleUntilItIsLetGoOn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    registry.failNext(blob, new Fault.HoldAt(1000, go), 1);
    try (InputStream in = open(blob).body()) {
      assertThat(in.readNBytes(1000)).hasSize(1000);
      assertThat(registry.blobBytes()).isEqualTo(1000);
      assertThat(registry.running()).isEqualTo(1);
      go.countDown();
      assertThat(in.readAllBytes()).hasSize(SIZE - 1000);
    }
    await().until(() -> registry.running() == 0);
  }

  @Test
  void staysSilentUntilItIsClosed() throws Exception {
    registry.failNext(blob, new Fault.Stall(1000), 1);
    InputStream in = open(blob).body();
    assertThat(in.readNBytes(1000)).hasSize(1000);
    CompletableFuture<HttpResponse<byte[]>> held;
    registry.failNext(blob, new Fault.Hold(new CountDownLatch(1)), 1);
    held = client.sendAsync(request(blob).build(), BodyHandlers.ofByteArray());
    await().until(() -> registry.running() == 2);

    assertThat(registry.blobBytes()).isEqualTo(1000);
    assertThat(held).isNotDone();
    registry.close();
    await().until(() -> registry.running() == 0);
    assertThat(registry.mostAtOnce()).isEqualTo(2);
  }

  @Test
  void isLateAndSlowAsToldTo() throws Exception {
    registry.failNext(
        blob,
        new Fault.Late(Duration.ofMillis(50)).and(new Fault.Trickle(50_000, Duration.ofMillis(10))),
        1);
    long start = System.nanoTime();

    assertThat(get(blob).body()).isEqualTo(bytes);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(80));
  }

  @Test
  void joinsFaultsForOneRequestAndTakesThemInTurnForSeveral() throws Exception {
    registry.failNext(blob, Fault.tooMany("30"), 1);
    registry.failNext(blob, new Fault.Without("Content-Length").and(new Fault.Without("ETag")), 1);
    HttpResponse<byte[]> refused = get(blob);
    HttpResponse<byte[]> unmeasured = get(blob);
    HttpResponse<byte[]> usual = get(blob);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Retry-After")).isEqualTo("30");
    assertThat(text(refused)).contains("TOOMANYREQUESTS");
    assertThat(header(unmeasured, "Content-Length")).isEmpty();
    assertThat(header(unmeasured, "ETag")).isEmpty();
    assertThat(unmeasured.body()).isEqualTo(bytes);
    assertThat(header(usual, "Content-Length")).isEqualTo("200000");
  }

  @Test
  void misbehavesForGoodUntilItIsMended() throws Exception {
    registry.failAlways(blob, new Fault.Status(503, "UNAVAILABLE"));
    assertThat(get(blob).statusCode()).isEqualTo(503);
    assertThat(get(blob).statusCode()).isEqualTo(503);
    registry.mend();
    assertThat(get(blob).statusCode()).isEqualTo(200);
  }

  @Test
  void countsWhatItIsAskedByKind() throws Exception {
    Digest image = TestImages.single(repository, "v1");
    get("/v2/");
    get("/v2/team/app/manifests/v1");
    get("/v2/team/app/manifests/" + image);
    get("/v2/team/app/tags/list");
    get("/v2/team/app/referrers/" + image);
    client.send(request(blob).HEAD().build(), BodyHandlers.discarding());

    assertThat(registry.count(Asked.PING)).isEqualTo(1);
    assertThat(registry.count(Asked.MANIFEST)).isEqualTo(2);
    assertThat(registry.count(Asked.TAGS)).isEqualTo(1);
    assertThat(registry.count(Asked.REFERRERS)).isEqualTo(1);
    assertThat(registry.count(Asked.BLOB_HEAD)).isEqualTo(1);
    assertThat(registry.count(Asked.BLOB)).isZero();
    assertThat(registry.blobBytes()).isZero();
  }

  @Test
  void listsTagsInPagesWithAndWithoutALinkToTheNext() throws Exception {
    Digest image = TestImages.single(repository, "a");
    repository.tag("b", image);
    registry.pageTags(1);
    registry.failNext("tags/list", new Fault.Without("Link"), 1);

    assertThat(header(get("/v2/team/app/tags/list"), "Link")).isEmpty();
    HttpResponse<byte[]> first = get("/v2/team/app/tags/list");
    assertThat(header(first, "Link")).contains("last=a");
    assertThat(text(first)).contains("\"a\"").doesNotContain("\"b\"");
  }

  @Test
  void saysWhatRefersToAnImageInPagesOrByATagOnly() throws Exception {
    Digest image = TestImages.single(repository, "v1");
    Digest signature = TestImages.referrer(repository, image, "test/signature");
    Digest list = TestImages.referrer(repository, image, "test/sbom");
    String path = "/v2/team/app/referrers/" + image;

    assertThat(get(path).statusCode()).isEqualTo(404);
    TestImages.tagReferrers(repository, image);
    String tag = image.toString().replace(':', '-');
    assertThat(text(get("/v2/team/app/manifests/" + tag)))
        .contains(signature.toString(), list.toString());

    registry.pageReferrers(1);
    HttpResponse<byte[]> first = get(path);
    String next = header(first, "Link").replaceAll("[<>].*?(?=/|$)|>.*", "");
    String both = text(first) + text(get(next));
    assertThat(both).contains(signature.toString(), list.toString(), "test/sbom");
  }

  @Test
  void movesATagAndForgetsAnImage() throws Exception {
    TestImages.single(repository, "v1");
    Digest second = TestImages.single(repository, "v2");
    repository.tag("v1", second);
    assertThat(header(get("/v2/team/app/manifests/v1"), "Docker-Content-Digest"))
        .isEqualTo(second.toString());

    repository.remove(second);
    assertThat(get("/v2/team/app/manifests/v1").statusCode()).isEqualTo(404);
    repository.remove(digest);
    assertThat(get(blob).statusCode()).isEqualTo(404);
  }

  @Test
  void countsDownWhatItGrants() throws Exception {
    TestImages.single(repository, "v1");
    String manifest = "/v2/team/app/manifests/v1";
    registry.rateLimit(FakeRateLimit.docker(2, Duration.ofHours(6)));
    assertThat(get(manifest).headers().firstValue("ratelimit-remaining")).contains("1;w=21600");
    assertThat(get(blob).headers().firstValue("ratelimit-remaining")).isEmpty();
    assertThat(get(manifest).headers().firstValue("ratelimit-remaining")).contains("0;w=21600");
    assertThat(get(manifest).statusCode()).isEqualTo(429);
    assertThat(
            client
                .send(request(manifest).HEAD().build(), BodyHandlers.discarding())
                .headers()
                .firstValue("ratelimit-limit"))
        .contains("2;w=21600");

    registry.rateLimit(FakeRateLimit.draft(1, Duration.ofSeconds(30)));
    assertThat(get(blob).headers().map())
        .containsEntry("ratelimit-remaining", List.of("0"))
        .containsEntry("ratelimit-reset", List.of("30"));
    assertThat(get(blob).statusCode()).isEqualTo(429);
  }

  @Test
  void answersWithATextAsWhatStandsBeforeARegistry() throws Exception {
    registry.failNext(blob, new Fault.Plain(429, "Too Many Requests"), 1);
    HttpResponse<byte[]> answer = get(blob);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
    assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("Too Many Requests");
  }
}
