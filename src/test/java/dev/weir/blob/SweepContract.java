package dev.weir.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every blob store takes away when it is told to, and what it must not. */
public abstract class SweepContract {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int PUSHERS = 6;
  private static final int SAME = 12;
  private static final long GRACE = 40;

  private final AtomicLong millis = new AtomicLong();
  private final List<Digest> removed = new ArrayList<>();
  private BlobStore store;

  /** A new, empty store. */
  protected abstract BlobStore create(InstantSource clock) throws IOException;

  /** How often each pusher pushes beside the sweeper. */
  protected abstract int pushes();

  @BeforeEach
  void open() throws IOException {
    store = create(this::now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Instant now() {
    return START.plusMillis(millis.get());
  }

  private void pass(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Digest put(String text) throws IOException {
    Digest digest = Digest.of(bytes(text));
    store.put(digest, new ByteArrayInputStream(bytes(text)));
    return digest;
  }

  @Test
  void takesWhatNobodyKeepsAndNobodyBroughtSince() throws IOException {
    Digest old = put("old");
    Digest kept = put("kept");
    pass(HOUR);
    Digest young = put("young");

    store.sweep(now(), kept::equals, removed::add);

    assertThat(removed).containsExactly(old);
    assertThat(store.size(old)).isEmpty();
    assertThat(store.open(old)).isEmpty();
    assertThat(store.size(kept)).isPresent();
    assertThat(store.size(young)).isPresent();
  }

  @Test
  void asksOnlyAboutWhatIsOld() throws IOException {
    Digest old = put("old");
    pass(HOUR);
    Digest _ = put("young");
    List<Digest> asked = new ArrayList<>();

    store.sweep(now(), asked::add, removed::add);

    assertThat(asked).containsExactly(old);
    assertThat(removed).isEmpty();
  }

  @Test
  void whatIsBroughtAgainBeginsAnew() throws IOException {
    Digest digest = put("pushed twice");
    pass(HOUR);
    Digest _ = put("pushed twice");

    store.sweep(now(), _ -> false, removed::add);
    assertThat(store.size(digest)).isPresent();

    pass(HOUR);
    store.sweep(now(), _ -> false, removed::add);
    assertThat(removed).containsExactly(digest);
  }

  @Test
  void anUploadThatIsCommittedLongAfterItsBytesCameIsYoung() throws IOException {
    Digest digest = Digest.of(bytes("slow"));
    try (BlobUpload upload = store.start()) {
      upload.append(new ByteArrayInputStream(bytes("slow")));
      pass(HOUR);
      upload.commit(digest);
    }

    store.sweep(now(), _ -> false, removed::add);

    assertThat(store.size(digest)).contains(4L);
  }

  @Test
  void whatIsRenewedBeginsAnewAndWhatIsNotThereIsNot() throws IOException {
    Digest digest = put("found");
    pass(HOUR);
    assertThat(store.renew(digest)).contains(5L);
    assertThat(store.renew(Digest.of(bytes("never pushed")))).isEmpty();

    store.sweep(now(), _ -> false, removed::add);
    assertThat(store.size(digest)).isPresent();

    pass(HOUR);
    store.sweep(now(), _ -> false, removed::add);
    assertThat(store.renew(digest)).isEmpty();
  }

  @Test
  void takesOneBlobByTheSameRule() throws IOException {
    Digest digest = put("one");
    assertThat(store.sweep(digest, now(), _ -> false)).isFalse();
    pass(HOUR);
    assertThat(store.sweep(digest, now(), _ -> true)).isFalse();
    assertThat(store.sweep(Digest.of(bytes("none")), now(), _ -> false)).isFalse();
    assertThat(store.size(digest)).isPresent();

    assertThat(store.sweep(digest, now(), _ -> false)).isTrue();

    assertThat(store.size(digest)).isEmpty();
  }

  @Test
  void keepsWhatItCannotBeToldOf() throws IOException {
    Digest digest = put("unsure");
    pass(HOUR);

    assertThatThrownBy(
            () ->
                store.sweep(
                    now(),
                    _ -> {
                      throw new IllegalStateException("the store does not answer");
                    },
                    removed::add))
        .hasMessage("the store does not answer");

    assertThat(store.size(digest)).isPresent();
    assertThat(removed).isEmpty();
  }

  @Test
  void whoReadsABlobThatIsTakenReadsOn() throws IOException {
    Digest digest = put("read");
    pass(HOUR);
    try (Blob reader = store.open(digest).orElseThrow()) {
      store.sweep(now(), _ -> false, removed::add);

      assertThat(removed).containsExactly(digest);
      assertThat(Channels.newInputStream(reader.channel()).readAllBytes()).isEqualTo(bytes("read"));
    }
  }

  @Test
  void anEarlierInstantThanLastTimeTakesNothingThatWasAnsweredSince() throws IOException {
    pass(HOUR);
    Digest digest = put("between");
    pass(HOUR);
    store.sweep(now(), digest::equals, removed::add);

    store.sweep(START.plus(HOUR), _ -> false, removed::add);

    assertThat(store.size(digest)).isPresent();
  }

  /**
   * Time goes on by one with each push. Whoever was answered within the grace finds what the answer
   * was about.
   */
  @Test
  @Timeout(60)
  void whatWasAnsweredIsThereUntilTheGraceIsOverHoweverFastTheSweeperIs() throws Exception {
    AtomicInteger swept = new AtomicInteger();
    AtomicInteger found = new AtomicInteger();
    AtomicInteger looked = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> pushers = new ArrayList<>();
      for (int i = 0; i < PUSHERS; i++) {
        Random random = new Random(i);
        pushers.add(threads.submit(pusher(random, found, looked)));
      }
      Future<Void> sweeper =
          threads.submit(
              () -> {
                while (!pushers.stream().allMatch(Future::isDone)) {
                  store.sweep(now().minusMillis(GRACE), _ -> false, _ -> swept.incrementAndGet());
                }
                return null;
              });
      for (Future<Void> pusher : pushers) {
        pusher.get();
      }
      sweeper.get();
    }
    assertThat(swept).as("blobs taken away").hasPositiveValue();
    assertThat(found).as("blobs found and renewed").hasPositiveValue();
    assertThat(looked).as("answers looked after").hasPositiveValue();
  }

  private Callable<Void> pusher(Random random, AtomicInteger found, AtomicInteger looked) {
    return () -> {
      for (int i = 0; i < pushes(); i++) {
        String text = "layer " + random.nextInt(SAME);
        long before = millis.incrementAndGet();
        Optional<Long> there =
            random.nextInt(5) == 0 ? Optional.empty() : store.renew(Digest.of(bytes(text)));
        if (there.isPresent()) {
          found.incrementAndGet();
        } else {
          Digest _ = put(text);
        }
        Optional<Long> size = store.size(Digest.of(bytes(text)));
        if (millis.get() <= before + GRACE) {
          assertThat(size).as("%s, answered at %d", text, before).isPresent();
          looked.incrementAndGet();
        }
      }
      return null;
    };
  }
}
