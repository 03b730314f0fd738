package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PacedLookTest {
  private static final StreamName LARGE = new StreamName("demo", "large");
  private static final StreamName SMALL = new StreamName("demo", "small");

  private final List<StreamName> looked = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private Duration takes = Duration.ofSeconds(2);
  private final PacedLook look =
      new PacedLook(this::slow, Duration.ofMinutes(30), () -> now, () -> now);

  private Optional<Instant> slow(StreamName stream) {
    looked.add(stream);
    now = now.plus(takes);
    return Optional.empty();
  }

  @Test
  void aStreamThatTakesLongRestsAHundredTimesAsLong() {
    assertThat(look.look(LARGE)).isEmpty();
    assertThat(look.look(LARGE)).contains(now.plusSeconds(200));
    now = now.plusSeconds(200);
    assertThat(look.look(LARGE)).isEmpty();

    assertThat(looked).containsExactly(LARGE, LARGE);
  }

  @Test
  void othersAndThoseThatTakeNoTimeDoNotWait() {
    assertThat(look.look(LARGE)).isEmpty();
    takes = Duration.ofMillis(1);
    assertThat(look.look(SMALL)).isEmpty();
    assertThat(look.look(SMALL)).isEmpty();

    assertThat(looked).containsExactly(LARGE, SMALL, SMALL);
  }

  @Test
  void nothingRestsLongerThanItMay() {
    takes = Duration.ofHours(1);

    assertThat(look.look(LARGE)).isEmpty();

    assertThat(look.look(LARGE)).contains(now.plus(Duration.ofMinutes(30)));
  }

  @Test
  void aStreamThatCannotBeLookedAtIsFailingWheneverItIsAsked() {
    PacedLook failing =
        new PacedLook(
            _ -> {
              now = now.plus(takes);
              throw new IllegalStateException("cannot be read");
            },
            Duration.ofMinutes(30),
            () -> now,
            () -> now);

    assertThatThrownBy(() -> failing.look(LARGE)).hasMessage("cannot be read");

    assertThatThrownBy(() -> failing.look(LARGE)).hasMessage("cannot be read");
  }
}
