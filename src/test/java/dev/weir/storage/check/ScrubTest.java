package dev.weir.storage.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.storage.check.CheckedStore.Image;
import dev.weir.storage.check.result.Scrubbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scrub, by a clock that runs as fast as it waits. */
class ScrubTest {
  private static final Duration PERIOD = Duration.ofDays(30);

  @TempDir private Path directory;
  private CheckedStore checked;
  private final List<Image> images = new ArrayList<>();

  @BeforeEach
  void push() throws IOException {
    checked = new CheckedStore(directory);
    for (int i = 0; i < 10; i++) {
      images.add(checked.push("team/app", "v" + i, "image " + i));
    }
  }

  /** Time passes by waiting; when it is over, whoever waits is interrupted. */
  private static final class Fast implements Scrub.Times {
    private final Duration over;
    private Duration now = Duration.ZERO;

    Fast(Duration over) {
      this.over = over;
    }

    @Override
    public long nanos() {
      return now.toNanos();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH.plus(now);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      now = now.plus(time);
      if (now.compareTo(over) >= 0) {
        throw new InterruptedException();
      }
    }
  }

  private Scrub run(Duration time) throws InterruptedException {
    Scrub scrub =
        new Scrub(
            checked.store,
            checked.blobs,
            checked.mirror,
            () ->
                new Check(
                    checked.store,
                    checked.blobs,
                    checked.mirror,
                    InstantSource.system(),
                    true,
                    _ -> false),
            PERIOD,
            new Fast(time));
    Thread.ofVirtual().start(scrub).join();
    return scrub;
  }

  private long stored() throws IOException {
    long bytes = 0;
    for (Image image : images) {
      bytes += Files.size(checked.file(image.manifest()));
      bytes += Files.size(checked.file(image.config()));
      bytes += Files.size(checked.file(image.layer()));
    }
    return bytes;
  }

  @Test
  void comparesEverythingOnceInAPeriod() throws Exception {
    assertThat(run(PERIOD).scrubbed()).isEqualTo(stored());
  }

  @Test
  void comparesItsShareEachDayAndGoesOnAfterAStart() throws Exception {
    long scrubbed = 0;
    for (int day = 0; day < 31; day++) {
      scrubbed += run(Duration.ofDays(1)).scrubbed();
    }

    // what was compared in the last hour before a start is compared again
    assertThat(scrubbed).isBetween(stored(), stored() * 2);
    assertThat(checked.value("/gc/scrub").path("round").asLong(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void takesAwayWhatIsDamagedAlsoIfItWasReadBefore() throws Exception {
    Image image = images.get(3);
    try (var blob = checked.blobs.open(image.layer()).orElseThrow()) {
      blob.verify(); // by now the store takes the file to be sound
    }
    checked.rot(image.layer());

    Scrub scrub = run(PERIOD);

    assertThat(scrub.findings()).isPositive();
    assertThat(checked.file(image.layer())).doesNotExist();
    assertThat(checked.blobs.size(image.layer())).isEmpty();
    assertThat(checked.blobs.inspection().lost()).contains(image.layer());
  }

  @Test
  void remembersWhenEachRoundBeganAndEndedAndWhatItFound() throws Exception {
    checked.rot(images.get(3).layer());
    Scrubbed first = run(Duration.ofDays(29)).progress();
    assertThat(first.began()).contains(Instant.EPOCH);
    assertThat(first.damaged()).isOne();
    assertThat(first.looked().orElseThrow().findings())
        .isEqualTo(2); // the image and the link to it
    assertThat(first.percent()).isBetween(90, 99);
    assertThat(first.last()).isEmpty();

    Scrubbed second = run(Duration.ofDays(3)).progress();
    assertThat(second.last().orElseThrow().began()).contains(Instant.EPOCH);
    assertThat(second.last().orElseThrow().damaged()).isOne();
    assertThat(second.damaged()).isZero();
    assertThat(second.began()).contains(second.last().orElseThrow().ended());
    assertThat(second.percent()).isLessThan(10);
    assertThat(checked.value("/gc/scrub").at("/last/damaged").asLong(0)).isOne();
  }

  @Test
  void notesWhatIsMissingWhenItLooksAtKeys() throws Exception {
    Files.delete(checked.file(images.getFirst().config()));

    assertThat(run(Duration.ofDays(2)).findings()).isPositive();
    assertThat(checked.blobs.inspection().lost()).containsExactly(images.getFirst().config());
  }

  @Test
  void aFileThatItFoundSoundIsComparedByTheFirstReadAllTheSame() throws Exception {
    Scrub _ = run(PERIOD);
    Image image = images.get(5);
    checked.rot(image.layer());

    assertThat(checked.blobs.read(image.layer(), 1000)).isEmpty();
  }

  @Test
  void readsAsFastAsWhatThereIsTakesAndNeverFast() {
    long hour = Duration.ofHours(1).toNanos();
    long gib = 1L << 30;
    assertThat(Scrub.rate(10 * gib, hour)).isBetween(2_980_000L, 2_990_000L);
    assertThat(Scrub.rate(0, hour)).isEqualTo(256 * 1024);
    assertThat(Scrub.rate(1000 * gib, hour)).isEqualTo(16L << 20);
    assertThat(Scrub.rate(gib, 0)).isEqualTo(16L << 20);
  }
}
