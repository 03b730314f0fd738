package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagCondition;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Account;
import dev.weir.streams.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final StreamId APP = new StreamId(new StreamName("demo", "app"), "uid");
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private long nanos = 1;
  private final Timetable timetable =
      new Timetable(
          CheckSettings.USUAL, new Times(() -> START.plusNanos(nanos), () -> nanos, (_, _) -> {}));

  private static Timetable.Found found(Optional<TagCondition> failed) {
    ImageReference asked = ImageReference.parse("quay.io/team/app:v1");
    ScheduledTag tag =
        new ScheduledTag(
            "v1",
            "quay.io/team/app:v1",
            asked,
            false,
            Optional.empty(),
            Optional.of(START),
            failed,
            2);
    return new Timetable.Found(tag, new Account("quay.io", ""));
  }

  private static TagCondition failure() {
    return TagCondition.importFailed(START, "InternalError", "it broke", 2);
  }

  @Test
  void aTagThatIsDueStaysDueWhenItsStreamSaysThatAnImportFailed() {
    timetable.update(APP, List.of(found(Optional.empty())));
    nanos += Duration.ofMinutes(15).toNanos();

    timetable.update(APP, List.of(found(Optional.of(failure()))));

    assertThat(timetable.due()).hasSize(1);
  }

  @Test
  void aTagWhoseImportFailedElsewhereIsLookedAtAfterAMinuteAtMost() {
    timetable.update(APP, List.of(found(Optional.empty())));

    timetable.update(APP, List.of(found(Optional.of(failure()))));
    nanos += Duration.ofMinutes(1).toNanos();

    assertThat(timetable.due()).hasSize(1);
  }
}
