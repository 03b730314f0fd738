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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.access.HeapBudget;
import dev.weir.blob.Blob;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.FetchFixture.Told;
import dev.weir.pullthrough.ScriptedOrigin.Reply;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlobFetchesTest {
  private static final byte[] BYTES = random(100_000, 1);
  private static final Digest DIGEST = Digest.of(BYTES);

  private final FetchFixture here =
      new FetchFixture(new MemoryBlobStore(InstantSource.system()), true, LIMITS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void close() {
    gate.complete(null);
    here.close();
    threads.close();
  }

  private static void assertBreaksOff(Blob blob) {
    byte[] read = upToFailure(blob.channel(), BYTES.length);
    assertThat(read).hasSizeLessThan(BYTES.length);
    assertThatThrownBy(() -> all(blob)).isInstanceOf(FetchException.class);
  }

  @Test
  void asksOnceForAllWhoWantTheSame() throws Exception {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    List<Told> told = new ArrayList<>();
    List<Future<byte[]>> pulls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Told one = new Told();
      told.add(one);
      Callable<byte[]> pull =
          () -> {
            try (Blob blob = here.open(BYTES, one, upstream)) {
              return all(blob);
            }
          };
      pulls.add(threads.submit(pull));
    }
    await().until(() -> here.fetches().counters().bytes() == 5_000);
    gate.complete(null);

    for (Future<byte[]> pull : pulls) {
      assertThat(pull.get()).isEqualTo(BYTES);
    }
    assertThat(upstream.requests()).isEqualTo(1);
    assertThat(here.fetches().counters().bytes()).isEqualTo(BYTES.length);
    assertThat(here.mirror().size(DIGEST)).contains((long) BYTES.length);
    assertThat(told)
        .allSatisfy(
            one ->
                assertThat(one.news())
                    .containsExactly("sound", new Kept(DIGEST, BYTES.length, "hub/team/app")));
  }

  @Test
  void givesWhatHasComeBeforeTheRestComes() throws IOException {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    try (Blob first = here.open(BYTES, upstream);
        Blob second = here.open(BYTES, upstream)) {
      assertThat(first.size()).isEqualTo(BYTES.length);
      assertThat(exactly(first.channel(), 5_000)).isEqualTo(slice(BYTES, 0, 5_000));
      assertThat(exactly(second.channel(), 5_000)).isEqualTo(slice(BYTES, 0, 5_000));
      gate.complete(null);
      assertThat(all(first)).isEqualTo(slice(BYTES, 5_000, 95_000));
      assertThat(all(second)).isEqualTo(slice(BYTES, 5_000, 95_000));
    }
  }

  @Test
  void givesPartsOfWhatHasComeUpToTheirLastByte() throws Exception {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    try (Blob blob = here.open(BYTES, upstream)) {
      var part = blob.part(1_000, 500);
      assertThat(exactly(part, 499)).isEqualTo(slice(BYTES, 1_000, 499));
      ByteBuffer last = ByteBuffer.allocate(10);
      Future<Integer> read = threads.submit(() -> part.read(last));
      await().until(() -> here.fetches().counters().running() == 1);
      assertThat(read.isDone()).isFalse();

      gate.complete(null);
      assertThat(read.get()).isEqualTo(1);
      assertThat(last.get(0)).isEqualTo(BYTES[1_499]);
      assertThat(part.read(last)).isEqualTo(-1);
      assertThat(exactly(blob.part(90_000, 10_000), 10_000))
          .isEqualTo(slice(BYTES, 90_000, 10_000));
    }
  }

  @Test
  void breaksOffBeforeTheLastByteOfALie() {
    for (int at : List.of(0, 50_000, 99_999)) {
      CompletableFuture<Void> rest = new CompletableFuture<>();
      ScriptedOrigin liar =
          ScriptedOrigin.of("liar" + at, Reply.of(withOtherByte(BYTES, at)).holdAt(60_000, rest));
      Told told = new Told();
      try (Blob blob = here.open(BYTES, told, liar)) {
        rest.complete(null);
        assertBreaksOff(blob);
        assertThat(upToFailure(blob.part(100, 50), 50)).hasSizeLessThan(50);
        assertThatExceptionOfType(FetchException.class)
            .isThrownBy(blob::verify)
            .withMessageContainingAll("liar" + at + "/team/app", DIGEST.toString())
            .matches(e -> e.reason() == Reason.WRONG_DIGEST);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      assertThat(told.news()).containsExactly(Reason.WRONG_DIGEST);
      assertThat(here.mirror().size(DIGEST)).isEmpty();
      assertThat(here.mirror().unfinished(_ -> true)).isZero();
    }
    assertThat(here.fetches().counters().failures(Reason.WRONG_DIGEST)).isEqualTo(3);
  }

  @Test
  void answersWithTheLieWhereItShowsBeforeAnyAnswer() {
    ScriptedOrigin liar =
        ScriptedOrigin.of(
            "liar", Reply.of(withOtherByte(BYTES, 7)).announcing(OptionalLong.empty()));

    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(
            () ->
                here.fetches()
                    .open("shop", DIGEST, OptionalLong.empty(), List.of(liar), new Told()))
        .withMessageContaining("liar/team/app sent other bytes")
        .matches(e -> e.kind() == Kind.DIGEST_MISMATCH);
  }

  @Test
  void goesOnWhenTheFirstClientLeaves() throws Exception {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    Told left = new Told();
    here.open(BYTES, left, upstream).close();
    gate.complete(null);

    await().until(() -> here.mirror().size(DIGEST).isPresent());
    await().until(() -> left.news().size() == 2);
    assertThat(upstream.requests()).isEqualTo(1);
    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(upstream.requests()).as("it had just come").isEqualTo(1);
  }

  @Test
  void asksForTheRestWhereAConnectionBreaks() throws IOException {
    ScriptedOrigin upstream =
        ScriptedOrigin.of(
            "hub", n -> Reply.of(BYTES).cutAt(n < 3 ? 30_000L * (n + 1) : BYTES.length));

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);

    assertThat(upstream.starts()).containsExactly(0L, 30_000L, 60_000L, 90_000L);
    assertThat(upstream.validators()).hasSize(3).containsOnly("\"etag of hub\"");
    assertThat(here.fetches().counters().bytes()).isEqualTo(BYTES.length);
    assertThat(here.fetches().counters().resumes()).isEqualTo(3);
    await().until(() -> upstream.open() == 0);
  }

  @Test
  void skipsWhatItHasWhereThereAreNoRangesOnceAndThenAsksTheNext() throws IOException {
    ScriptedOrigin simple =
        ScriptedOrigin.of("simple", n -> Reply.of(BYTES).withoutRanges().cutAt(30_000L * (n + 1)));
    ScriptedOrigin other = ScriptedOrigin.of("other", Reply.of(BYTES));

    assertThat(here.pull(BYTES, simple, other)).isEqualTo(BYTES);

    assertThat(simple.starts()).containsExactly(0L, 30_000L, 60_000L);
    assertThat(other.starts()).containsExactly(60_000L);
    assertThat(other.validators()).isEmpty();
  }

  @Test
  void givesUpARegistryThatBreaksWithoutGivingAnything() {
    ScriptedOrigin broken =
        ScriptedOrigin.of("broken", Reply.of(BYTES).cutAt(50_000).holdAt(5_000, gate));
    Told told = new Told();
    try (Blob blob = here.open(BYTES, told, broken)) {
      gate.complete(null);
      assertBreaksOff(blob);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(told.news()).containsExactly(Reason.BROKEN);
    assertThat(broken.requests()).isLessThan(10);
    assertThat(here.pauses()).isNotEmpty().allMatch(p -> p.compareTo(Duration.ofSeconds(2)) <= 0);
  }

  @Test
  void givesUpARegistryThatSendsHardlyAnything() throws IOException {
    ScriptedOrigin slow =
        ScriptedOrigin.of(
            "slow",
            Reply.of(BYTES).inChunksOf(10).meanwhile(() -> here.pass(Duration.ofSeconds(5))));
    ScriptedOrigin other = ScriptedOrigin.of("other", Reply.of(BYTES));

    assertThat(here.pull(BYTES, slow, other)).isEqualTo(BYTES);

    assertThat(slow.requests()).isEqualTo(4);
    assertThat(other.starts()).hasSize(1).allMatch(from -> from < 1_000);
  }

  @Test
  void bearsARegistryThatIsSlowAndGoesOn() throws IOException {
    ScriptedOrigin slow =
        ScriptedOrigin.of(
            "slow", Reply.of(BYTES).meanwhile(() -> here.pass(Duration.ofSeconds(3))));

    assertThat(here.pull(BYTES, slow)).isEqualTo(BYTES);
    assertThat(slow.requests()).isEqualTo(1);
  }

  @Test
  void asksTheOriginsInTheirOrderAndSaysWhatTheLastSaid() throws IOException {
    ScriptedOrigin absent = ScriptedOrigin.of("a", Reply.refuse(Kind.BLOB_UNKNOWN, "a has none"));
    ScriptedOrigin denied = ScriptedOrigin.of("b", Reply.refuse(Kind.DENIED, "b says no"));
    ScriptedOrigin good = ScriptedOrigin.of("c", Reply.of(BYTES));

    assertThatThrownBy(() -> here.open(BYTES, absent, denied))
        .isInstanceOf(RemoteException.class)
        .hasMessage("b says no");
    assertThat(here.pull(BYTES, absent, denied, good)).isEqualTo(BYTES);

    assertThat(absent.requests()).isEqualTo(2);
    assertThat(good.requests()).isEqualTo(1);
    assertThat(here.fetches().counters().failures(Reason.REFUSED)).isEqualTo(1);
    await().until(() -> here.fetches().counters().running() == 0);
  }

  @Test
  void joinsNobodyToAFetchFromWhereHeMayNotAsk() throws IOException {
    ScriptedOrigin one = ScriptedOrigin.of("hub as alice", Reply.of(BYTES).holdAt(100, gate));
    ScriptedOrigin two = ScriptedOrigin.of("hub as bob", Reply.refuse(Kind.DENIED, "no"));
    try (Blob blob = here.open(BYTES, one)) {
      assertThatThrownBy(() -> here.open(BYTES, two)).hasMessage("no");
      gate.complete(null);
      assertThat(all(blob)).isEqualTo(BYTES);
    }
    assertThatThrownBy(() -> here.open(BYTES, two)).as("also when it is here").hasMessage("no");
  }

  @Test
  void doesNotTakeABlobThatAnotherOriginOfTheFirstGaveForThoseOfTheSecond() throws IOException {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    ScriptedOrigin gone =
        ScriptedOrigin.of(
            "gone",
            _ -> {
              answer.join();
              return Reply.refuse(Kind.BLOB_UNKNOWN, "gone");
            });
    ScriptedOrigin secret = ScriptedOrigin.of("secret", Reply.of(BYTES));
    Future<byte[]> first = threads.submit(() -> here.pull(BYTES, gone, secret));
    await().until(() -> gone.requests() == 1);
    Future<byte[]> second = threads.submit(() -> here.pull(BYTES, gone));
    answer.complete(null);

    assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(BYTES);
    assertThat(second)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withMessageContaining("gone");
  }

  @Test
  void givesNobodyWhatComesFromWhereHeMayNotAskWhenTheFirstOriginBreaks() {
    ScriptedOrigin evil =
        ScriptedOrigin.of(
            "evil",
            n ->
                n == 0
                    ? Reply.of(BYTES).holdAt(10, gate).cutAt(10)
                    : Reply.refuse(Kind.DENIED, "evil says no"));
    ScriptedOrigin vault = ScriptedOrigin.of("vault", Reply.of(BYTES));
    Told spying = new Told();
    try (Blob blob = here.open(BYTES, evil, vault)) {
      assertThatThrownBy(() -> here.open(BYTES, spying, evil)).hasMessage("evil says no");
      gate.complete(null);
      assertThat(all(blob)).isEqualTo(BYTES);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThatThrownBy(() -> here.open(BYTES, spying, evil))
        .as("also a moment later")
        .hasMessage("evil says no");
    assertThat(spying.news()).isEmpty();
  }

  @Test
  void givesNobodyTheBeginningThatCameFromWhereHeMayNotAsk() throws IOException {
    ScriptedOrigin vault =
        ScriptedOrigin.of(
            "vault",
            n -> n == 0 ? Reply.of(BYTES).cutAt(90_000) : Reply.refuse(Kind.UNREACHABLE, "gone"));
    ScriptedOrigin evil =
        ScriptedOrigin.of(
            "evil",
            n ->
                n == 0
                    ? Reply.of(BYTES).holdAt(90_000, gate)
                    : Reply.refuse(Kind.DENIED, "evil says no"));
    Told told = new Told();
    try (Blob blob = here.open(BYTES, told, vault, evil)) {
      await().until(() -> evil.requests() == 1);
      assertThatThrownBy(() -> here.open(BYTES, evil)).hasMessage("evil says no");
      gate.complete(null);
      assertThat(all(blob)).isEqualTo(BYTES);
    }
    assertThatThrownBy(() -> here.open(BYTES, evil)).hasMessage("evil says no");
    assertThat(told.news())
        .as("neither of the two is said to have all of it")
        .containsExactly("sound", new Kept(DIGEST, BYTES.length, ""));
  }

  @Test
  void letsWhoMayAskMoreReadAlong() throws IOException {
    ScriptedOrigin hub = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(100, gate));
    ScriptedOrigin other = ScriptedOrigin.of("other", Reply.of(BYTES));
    try (Blob one = here.open(BYTES, hub);
        Blob two = here.open(BYTES, other, hub)) {
      gate.complete(null);
      assertThat(all(one)).isEqualTo(BYTES);
      assertThat(all(two)).isEqualTo(BYTES);
    }
    assertThat(other.requests()).isZero();
  }

  @Test
  void forgetsAfterAMomentWhoGaveWhat() throws IOException {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));
    here.pull(BYTES, upstream);
    here.pass(Duration.ofMinutes(1));

    here.pull(BYTES, upstream);

    assertThat(upstream.requests()).isEqualTo(2);
  }

  @Test
  void takesNoOtherLengthThanTheManifestSays() {
    ScriptedOrigin announces =
        ScriptedOrigin.of("a", Reply.of(BYTES).announcing(OptionalLong.of(1L << 50)));
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> here.open(BYTES, announces))
        .withMessageContainingAll("a/team/app", "1125899906842624", "100000")
        .matches(e -> e.kind() == Kind.DIGEST_MISMATCH);

    byte[] shorter = slice(BYTES, 0, 40_000);
    ScriptedOrigin ends =
        ScriptedOrigin.of(
            "b", Reply.of(shorter).announcing(OptionalLong.empty()).holdAt(5_000, gate));
    Told told = new Told();
    try (Blob blob = here.open(BYTES, told, ends)) {
      gate.complete(null);
      assertBreaksOff(blob);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(told.news()).containsExactly(Reason.BROKEN);
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
  }

  @Test
  void readsNoByteMoreThanTheManifestSays() throws IOException {
    byte[] longer = java.util.Arrays.copyOf(BYTES, 200_000);
    ScriptedOrigin endless =
        ScriptedOrigin.of("b", Reply.of(longer).announcing(OptionalLong.empty()));

    assertThat(here.pull(BYTES, endless)).isEqualTo(BYTES);

    assertThat(here.fetches().counters().bytes()).isLessThan(102_000);
  }

  @Test
  void waitsForTheEndWhereNobodySaysASize() throws IOException {
    ScriptedOrigin upstream =
        ScriptedOrigin.of("hub", Reply.of(BYTES).announcing(OptionalLong.empty()));
    try (Blob blob =
        here.fetches().open("shop", DIGEST, OptionalLong.empty(), List.of(upstream), new Told())) {
      assertThat(blob.size()).isEqualTo(BYTES.length);
      assertThat(all(blob)).isEqualTo(BYTES);
    }
  }

  @Test
  void boundsWhatNobodySaysTheSizeOf() {
    byte[] endless = new byte[1_500_000];
    ScriptedOrigin upstream =
        ScriptedOrigin.of("hub", Reply.of(endless).announcing(OptionalLong.empty()));
    assertThatThrownBy(
            () ->
                here.fetches()
                    .open(
                        "shop",
                        Digest.of(endless),
                        OptionalLong.empty(),
                        List.of(upstream),
                        new Told()))
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("1000000");
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
  }

  @Test
  void fetchesAnEmptyBlob() throws IOException {
    byte[] empty = new byte[0];
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(empty));

    try (Blob blob = here.open(empty, upstream)) {
      assertThat(blob.size()).isZero();
      assertThat(blob.part(0, 0).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    assertThat(here.mirror().size(Digest.of(empty))).contains(0L);
  }

  @Test
  void runsABoundedNumberAtOnce() throws Exception {
    FetchLimits two = new FetchLimits(4, 1, Duration.ofMillis(50), 1L << 40, 1_000);
    try (FetchFixture few =
        new FetchFixture(new MemoryBlobStore(InstantSource.system()), true, two)) {
      List<Blob> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        byte[] bytes = random(1_000, i + 10);
        running.add(few.open(bytes, ScriptedOrigin.of("hub", Reply.of(bytes).holdAt(100, gate))));
      }
      byte[] third = random(1_000, 20);
      ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(third));

      assertThatExceptionOfType(TooManyFetchesException.class)
          .isThrownBy(() -> few.open(third, upstream))
          .matches(e -> e.retryAfter().isPositive());
      assertThat(upstream.requests()).isZero();

      gate.complete(null);
      for (Blob blob : running) {
        blob.verify();
        blob.close();
      }
      await().until(() -> few.fetches().counters().running() == 0);
      assertThat(few.pull(third, upstream)).isEqualTo(third);
    }
  }

  @Test
  void leavesTurnsToOtherProjectsAndRegistriesWhateverOneTakes() throws Exception {
    FetchLimits four = new FetchLimits(4, 1, Duration.ofMillis(50), 1L << 40, 1_000);
    try (FetchFixture few =
        new FetchFixture(new MemoryBlobStore(InstantSource.system()), true, four)) {
      List<Blob> slow = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        byte[] bytes = random(1_000, i + 10);
        ScriptedOrigin evil = ScriptedOrigin.of("evil", Reply.of(bytes).holdAt(100, gate));
        slow.add(few.open("spy", bytes, new Told(), evil));
      }
      byte[] other = random(1_000, 20);
      ScriptedOrigin hub = ScriptedOrigin.of("hub", Reply.of(other));
      ScriptedOrigin evil = ScriptedOrigin.of("evil", Reply.of(other));

      assertThatThrownBy(() -> few.open("spy", other, new Told(), hub))
          .as("a project's share")
          .isInstanceOf(TooManyFetchesException.class);
      assertThatThrownBy(() -> few.open("shop", other, new Told(), evil))
          .as("a registry's share")
          .isInstanceOf(TooManyFetchesException.class);
      try (Blob blob = few.open("shop", other, new Told(), hub)) {
        assertThat(all(blob)).isEqualTo(other);
      }

      gate.complete(null);
      for (Blob blob : slow) {
        blob.close();
      }
    }
  }

  @Test
  void endsWhatNobodyReadsAndHardlyComesWhenOthersWait() throws Exception {
    FetchLimits one = new FetchLimits(1, 1, Duration.ofSeconds(20), 1L << 40, 1_000);
    try (FetchFixture few =
        new FetchFixture(new MemoryBlobStore(InstantSource.system()), true, one)) {
      ScriptedOrigin slow = ScriptedOrigin.of("slow", Reply.of(BYTES).holdAt(100, gate));
      ScriptedOrigin hub = ScriptedOrigin.of("hub", Reply.of(BYTES));
      Blob blob = few.open("spy", BYTES, new Told(), slow);
      few.pass(Duration.ofSeconds(30));
      Future<byte[]> other = threads.submit(() -> few.pull(BYTES, hub));
      await().during(Duration.ofMillis(300)).until(() -> slow.open() == 1 && !other.isDone());
      blob.close();
      assertThat(other.get()).isEqualTo(BYTES);
      assertThat(slow.open()).isZero();
    }
  }

  @Test
  void waitsForMemoryAsForTurns() throws Exception {
    HeapBudget.Part heap = new HeapBudget(64L << 20).imports();
    long others = heap.room();
    assertThat(heap.take(others)).isTrue();
    try (BlobFetches fetches =
        BlobFetches.open(here.mirror(), true, KeepLimit.NONE, heap, InstantSource.system())) {
      Callable<byte[]> pull =
          () -> {
            try (Blob blob =
                fetches.open(
                    "shop",
                    DIGEST,
                    OptionalLong.of(BYTES.length),
                    List.of(ScriptedOrigin.of("hub", Reply.of(BYTES))),
                    new Told())) {
              return all(blob);
            }
          };
      Future<byte[]> waits = threads.submit(pull);
      await().until(() -> fetches.counters().running() == 1);
      heap.giveBack(others);

      assertThat(waits.get()).isEqualTo(BYTES);
      await().until(() -> fetches.counters().running() == 0);
    }
  }

  @Test
  void asksMoreOfARegistryTheLongerItTakes() throws IOException {
    byte[] large = random(1_000_000, 3);
    ScriptedOrigin slow =
        ScriptedOrigin.of(
            "slow", Reply.of(large).meanwhile(() -> here.pass(Duration.ofSeconds(3))));
    ScriptedOrigin other = ScriptedOrigin.of("other", Reply.of(large));

    assertThat(here.pull(large, slow, other)).isEqualTo(large);

    assertThat(other.starts()).hasSize(1).allMatch(from -> from > 190_000 && from < 350_000);
  }

  @Test
  void passesOnWhatIsMoreThanMayBeKept() throws IOException {
    here.keepAtMost(99_999);
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES));

    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(here.mirror().size(DIGEST)).isEmpty();

    here.keepAtMost(100_000);
    assertThat(here.pull(BYTES, upstream)).isEqualTo(BYTES);
    assertThat(here.mirror().size(DIGEST)).isPresent();
  }

  @Test
  void countsWhatIsOnItsWayAsKept() throws IOException {
    here.keepAtMost(150_000);
    byte[] second = random(60_000, 2);
    ScriptedOrigin hub = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(100, gate));
    try (Blob blob = here.open(BYTES, hub)) {
      assertThat(here.pull(second, ScriptedOrigin.of("other", Reply.of(second)))).isEqualTo(second);
      assertThat(here.mirror().size(Digest.of(second))).isEmpty();
      gate.complete(null);
      assertThat(all(blob)).isEqualTo(BYTES);
    }
    assertThat(here.mirror().size(DIGEST)).isPresent();
    assertThat(here.pull(second, ScriptedOrigin.of("other", Reply.of(second)))).isEqualTo(second);
    assertThat(here.mirror().size(Digest.of(second))).isPresent();
  }

  @Test
  void asksWhoLiedLastWhenItIsTriedAgain() throws IOException {
    ScriptedOrigin liar =
        ScriptedOrigin.of("liar", Reply.of(withOtherByte(BYTES, 50_000)).holdAt(60_000, gate));
    ScriptedOrigin good = ScriptedOrigin.of("good", Reply.of(BYTES));
    try (Blob blob = here.open(BYTES, liar, good)) {
      gate.complete(null);
      assertBreaksOff(blob);
    }

    assertThat(here.pull(BYTES, liar, good)).isEqualTo(BYTES);

    assertThat(liar.requests()).isEqualTo(1);
  }

  @Test
  void removesWhatAKilledProcessHadBegun() throws IOException {
    MemoryBlobStore mirror = new MemoryBlobStore(InstantSource.system());
    BlobUpload left = mirror.start();
    left.append(ByteBuffer.wrap(BYTES, 0, 50_000));
    left.close();

    try (FetchFixture _ = new FetchFixture(mirror, true, LIMITS)) {
      assertThat(mirror.unfinished(_ -> true)).isZero();
    }
  }

  @Test
  void breaksOffWhatRunsWhenItIsClosed() throws Exception {
    ScriptedOrigin upstream = ScriptedOrigin.of("hub", Reply.of(BYTES).holdAt(5_000, gate));
    Blob blob = here.open(BYTES, upstream);
    Future<byte[]> read = threads.submit(() -> upToFailure(blob.channel(), BYTES.length));

    here.fetches().close();

    assertThat(read.get()).hasSizeLessThanOrEqualTo(5_000);
    assertThat(upstream.open()).isZero();
    assertThat(here.mirror().unfinished(_ -> true)).isZero();
    assertThatThrownBy(() -> here.open(BYTES, upstream)).hasMessageContaining("stopping");
    blob.close();
  }
}
