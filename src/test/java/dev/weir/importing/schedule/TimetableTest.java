package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagCondition;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Account;
import dev.weir.streams.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  private static Timetable.Found old(String repository, int tag) {
    ScheduledTag old =
        new ScheduledTag(
            "v" + tag,
            "quay.io/" + repository + ":v" + tag,
            ImageReference.parse("quay.io/" + repository + ":v" + tag),
            false,
            Optional.empty(),
            Optional.of(START.minus(Duration.ofDays(300))),
            Optional.empty(),
            2);
    return new Timetable.Found(old, new Account("quay.io", ""));
  }

  private static StreamId stream(String repository) {
    return new StreamId(new StreamName("demo", repository.replace('/', '-')), "uid");
  }

  private List<String> slow() {
    List<String> slow = new ArrayList<>();
    timetable.forEach(
        "",
        tag -> {
          if (tag.slow) {
            slow.add(tag.from);
          }
        });
    return slow;
  }

  private void update(String repository, int tags) {
    timetable.update(
        stream(repository), IntStream.range(0, tags).mapToObj(i -> old(repository, i)).toList());
  }

  @Test
  void onlyTheRepositoryThatHasFewTagsByNowIsNotSlowAnyMore() {
    for (String repository : List.of("team/one", "team/two")) {
      update(repository, 8);
    }
    assertThat(slow()).hasSize(16);

    update("team/one", 7);

    assertThat(slow()).hasSize(8).allMatch(from -> from.startsWith("quay.io/team/two:"));
  }

  /** Done so, this takes most of a minute. */
  @Test
  @Timeout(15)
  void manyRepositoriesThatGoTakeNoLookThroughAllOthers() {
    int many = 25_000;
    for (int i = 0; i < many; i++) {
      update("team/app" + i, 8);
    }
    for (int i = 0; i < many; i++) {
      timetable.remove(stream("team/app" + i).name());
    }
    assertThat(timetable.isEmpty()).isTrue();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  @Timeout(15)
  void aHundredThousandTagsTakeFewBytesEachAndAreDueOnceInTheirInterval() {
    int streams = 1000;
    int tags = 100;
    List<List<Timetable.Found>> all =
        IntStream.range(0, streams)
            .mapToObj(s -> IntStream.range(0, tags).mapToObj(t -> old("team/a" + s, t)).toList())
            .toList();
    long before = used();
    for (int i = 0; i < streams; i++) {
      timetable.update(stream("team/a" + i), all.get(i));
    }
    assertThat((used() - before) / ((long) streams * tags))
        .as("bytes for each tag")
        .isLessThan(300);

    int looked = 0;
    for (int i = 0; i < Duration.ofDays(1).toMinutes(); i++) {
      nanos += Duration.ofMinutes(1).toNanos();
      List<Due> due = timetable.due();
      timetable.run(() -> due.forEach(tag -> timetable.next((Watched) tag)));
      looked += due.size();
    }
    assertThat(looked).as("%s", all.size()).isBetween(streams * tags, 2 * streams * tags);
  }
}
