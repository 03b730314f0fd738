package dev.weir.importing.age;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.file.MachineStart;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AgeClockTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration HOUR = Duration.ofHours(1);

  @AutoClose private final MemoryStore store = new MemoryStore();
  private Instant wall = START;
  private Duration running = Duration.ofDays(3);
  private Optional<MachineStart> machine = Optional.of(new MachineStart("one", running));
  private AgeClock clock = begun();

  private AgeClock begun() {
    return new AgeClock(store, () -> wall, () -> running.toNanos(), () -> machine);
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    running = running.plus(time);
    machine = machine.map(start -> new MachineStart(start.id(), start.since().plus(time)));
  }

  /** What somebody does to the clock of the machine. */
  private void set(Duration ahead) {
    wall = wall.plus(ahead);
  }

  private void killed() {
    clock = begun();
  }

  private void machineStarts() {
    machine = Optional.of(new MachineStart("another", Duration.ofMinutes(1)));
    running = Duration.ofMinutes(1);
    killed();
  }

  private Duration passed() {
    return Duration.between(START, clock.now());
  }

  private String kept() {
    return new String(store.get(AgeClock.KEY).orElseThrow().value(), UTF_8);
  }

  @Test
  void itGoesEvenlyWhateverTheWallClockDoes() {
    assertThat(passed()).isZero();
    pass(HOUR);
    set(YEAR);
    assertThat(passed()).isEqualTo(HOUR);
    set(YEAR.multipliedBy(-3));
    pass(HOUR);
    assertThat(passed()).isEqualTo(HOUR.multipliedBy(2));
  }

  @Test
  void aStepThatNobodySawBeforeAKillMakesNothingOlder() {
    assertThat(passed()).isZero();
    set(YEAR);
    killed();
    pass(HOUR);
    assertThat(passed()).isEqualTo(HOUR);
    machineStarts();
    assertThat(passed()).as("it was noted at the start").isEqualTo(HOUR);
  }

  @Test
  void aStepThatWasSeenIsKeptAtOnce() {
    assertThat(passed()).isZero();
    set(YEAR);
    assertThat(passed()).isZero();
    machineStarts();
    pass(HOUR);
    assertThat(passed()).isEqualTo(HOUR);
  }

  @Test
  void aStepIsKeptAtAnOrderlyEnd() {
    assertThat(passed()).isZero();
    set(YEAR);
    clock.close();
    machineStarts();
    assertThat(passed()).isZero();
  }

  @Test
  void anEndBeforeAnybodyAskedWritesNothing() {
    clock.close();
    assertThat(store.get(AgeClock.KEY)).isEmpty();
  }

  @Test
  void timePassesWhileTheServerIsOff() {
    assertThat(passed()).isZero();
    pass(YEAR);
    killed();
    assertThat(passed()).isEqualTo(YEAR);
    set(YEAR);
    machineStarts();
    assertThat(passed()).as("by the wall clock alone").isEqualTo(YEAR.multipliedBy(2));
  }

  @Test
  void aClockThatWasSetWhileTheServerWasOffAddsNothingWithinOneStartOfTheMachine() {
    assertThat(passed()).isZero();
    pass(HOUR);
    set(YEAR);
    killed();
    assertThat(passed()).isEqualTo(HOUR);
    set(YEAR.negated());
    killed();
    assertThat(passed()).isEqualTo(HOUR);
  }

  @Test
  void aCountOfTheMachineThatCannotBeIsNoCount() {
    assertThat(passed()).isZero();
    machine = Optional.of(new MachineStart("one", Duration.ofMinutes(1)));
    set(HOUR);
    killed();
    assertThat(passed()).isEqualTo(HOUR);
    machine = Optional.empty();
    set(HOUR);
    killed();
    assertThat(passed()).isEqualTo(HOUR.multipliedBy(2));
  }

  @Test
  void whatAnEarlierBuildKeptIsGoneOnFrom() {
    String old = "{\"id\":\"old\",\"at\":%d,\"ahead\":3600000}".formatted(START.toEpochMilli());
    var _ = store.commit(Transaction.builder().put(AgeClock.KEY, old.getBytes(UTF_8)).build());
    set(HOUR.multipliedBy(3));
    assertThat(clock.id()).isEqualTo("old");
    assertThat(passed()).isEqualTo(HOUR.multipliedBy(2));
  }

  @Test
  void itIsWrittenEachHourAndWhenTheClockWasSetOnly() {
    assertThat(passed()).isZero();
    long first = store.revision();
    for (int minute = 0; minute < 59; minute++) {
      pass(Duration.ofMinutes(1));
      clock.keep();
      assertThat(clock.now()).isEqualTo(wall);
    }
    assertThat(store.revision()).isEqualTo(first);
    pass(Duration.ofMinutes(1));
    clock.keep();
    assertThat(store.revision()).isEqualTo(first + 1);
    assertThat(kept()).contains("\"start\":\"one\",\"since\":" + running.toMillis());
  }
}
