package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.PushLeases;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases outlive the process that granted them, and what is not known is kept. */
class LeaseFileTest {
  private static final StreamName APP = new StreamName("team", "app");
  private static final StreamName OTHER = new StreamName("team", "other");
  private static final Duration LENGTH = Duration.ofHours(24);

  @TempDir private Path directory;

  /** Of a clock that each process begins anew, somewhere. */
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private MachineStart machine = new MachineStart("one", Duration.ofHours(5));
  private Path file;
  private boolean full;
  private boolean tellsStarts = true;

  /** By so much the clock of the wall is ahead of the steady one. */
  private Duration ahead = Duration.ZERO;

  private int starts;

  @BeforeEach
  void place() {
    file = directory.resolve("leases");
  }

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private PushLeases open(boolean hasContent) {
    return PushLeases.open(
        () -> now,
        LENGTH,
        new LeaseFile(
            file,
            tellsStarts ? Optional.of(machine) : Optional.empty(),
            new LeaseFile.Clocks(() -> now, () -> now.plus(ahead)),
            LENGTH,
            disk),
        hasContent);
  }

  /** A process that was not asked to end leaves nothing undone. */
  private PushLeases openAfterKill() {
    return open(true);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  /** The machine goes on while the clock is set to something else. */
  private void restartLater(Duration time, Instant clock) {
    machine = new MachineStart(machine.id(), machine.since().plus(time));
    now = clock;
  }

  /** Content that is there for sure after a loss of power; empty while there is no file. */
  private Optional<String> onDisk = Optional.empty();

  private final LeaseFile.Disk disk =
      new LeaseFile.Disk() {
        private String synced = "";

        @Override
        public LeaseFile.Out begin(Path path) throws IOException {
          FileChannel channel =
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          return out(path, channel);
        }

        @Override
        public void syncDirectory(Path path) {
          assertThat(path).isEqualTo(directory);
          onDisk = Files.exists(file) ? Optional.of(synced) : Optional.empty();
        }

        private LeaseFile.Out out(Path path, FileChannel channel) {
          return new LeaseFile.Out() {
            @Override
            public void sync() throws IOException {
              boolean isNew = Files.exists(path);
              synced = Files.readString(isNew ? path : file);
              onDisk = isNew ? onDisk : Optional.of(synced);
            }

            @Override
            public int write(ByteBuffer bytes) throws IOException {
              if (full) {
                channel.write(bytes.slice().limit(bytes.remaining() / 2));
                throw new IOException("No space left on device");
              }
              return channel.write(bytes);
            }

            @Override
            public boolean isOpen() {
              return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
              channel.close();
            }
          };
        }
      };

  /** The machine ends without a word, and is started anew a while later. */
  private void losePower(Duration off) throws IOException {
    Files.deleteIfExists(file);
    if (onDisk.isPresent()) {
      Files.writeString(file, onDisk.get());
    }
    startAnew(off);
  }

  private void startAnew(Duration off) {
    starts++;
    machine = new MachineStart("start-" + starts, Duration.ofMinutes(1));
    later(off);
  }

  @Test
  void aNewDirectoryHasNoLeases() {
    assertThat(open(false).isOpen(digest("a"))).isFalse();
  }

  @Test
  void leasesAreThereAfterAKillAndEndWhenTheyWouldHave() {
    open(false).grant(APP, digest("a"));

    restartLater(Duration.ofHours(1), Instant.parse("2031-01-01T00:00:00Z"));
    PushLeases leases = openAfterKill();

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(OTHER, digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    later(Duration.ofHours(23).minusMillis(2));
    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    later(Duration.ofHours(1));
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
  }

  @Test
  void whatWasTakenUpOrShortenedStaysSo() {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    before.takenUp(APP, List.of(digest("a")));
    before.grant(APP, digest("b"));
    before.grant(APP, digest("c"));
    before.shorten(digest("b"), Duration.ofHours(1));

    PushLeases leases = openAfterKill();

    assertThat(leases.size()).isEqualTo(2);
    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("b"))).isTrue();
    later(Duration.ofHours(2));
    assertThat(leases.isOpen(digest("b"))).isFalse();
    assertThat(leases.isOpen(digest("c"))).isTrue();
  }

  @Test
  void aMachineThatIsStartedEachDayCollectsWhatNobodyWasToldOf() {
    PushLeases first = open(true); // of an earlier build's store
    later(Duration.ofHours(20));
    first.close();
    startAnew(Duration.ofHours(4));

    PushLeases second = open(true);

    assertThat(second.isOpen(digest("garbage"))).isFalse();
  }

  @Test
  void leasesOutliveAnOrderlyEndAndAnotherStartOfTheMachineByTheClockOfTheWall() {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    before.grant(APP, digest("b"));
    before.takenUp(APP, List.of(digest("a"), digest("b")));
    before.grant(APP, digest("a"));
    before.close();
    startAnew(Duration.ofHours(20));

    PushLeases leases = open(true);

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(OTHER, digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    later(Duration.ofHours(4).minusSeconds(1));
    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    later(Duration.ofHours(1));
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
  }

  @Test
  void aClockThatWasSetBackWhileTheMachineWasOffLengthensLeasesToTheirLengthAtMost() {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    later(Duration.ofHours(20));
    before.close();
    startAnew(Duration.ofHours(4));
    ahead = Duration.ofDays(-3000);

    PushLeases leases = open(true);

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    later(LENGTH);
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
  }

  @Test
  void aClockThatIsPutRightWhileItRunsEndsNoLeaseAtTheNextStart() throws Exception {
    ahead = Duration.ofDays(-3000);
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    ahead = Duration.ZERO;
    before.keep();
    losePower(Duration.ofHours(1));

    assertThat(open(true).isOpen(APP, digest("a"))).isTrue();
  }

  @Test
  void aFileOfAnOrderlyEndIsNotTakenForTheNewestAfterALossOfPower() throws Exception {
    open(false).close();
    startAnew(Duration.ofHours(1));
    open(true).grant(APP, digest("a"));
    losePower(Duration.ofMinutes(5));

    PushLeases leases = open(true);

    assertThat(leases.isOpen(digest("a"))).isTrue();
    later(LENGTH.minusMinutes(5));
    assertThat(leases.isOpen(digest("a"))).isTrue();
    later(Duration.ofMinutes(6));
    assertThat(leases.isOpen(digest("a"))).isFalse();
  }

  @Test
  void whatALossOfPowerMayHaveTakenIsLeasedFromItsGrantingAndNotFromTheStart() throws Exception {
    PushLeases before = open(false);
    later(Duration.ofHours(10));
    for (int i = 0; i < 180; i++) { // the last of them in the last minute of three hours
      later(Duration.ofMinutes(1));
      before.grant(APP, digest("layer " + i));
    }
    losePower(Duration.ofHours(20));

    PushLeases leases = open(true);

    later(Duration.ofHours(4).minusSeconds(1));
    assertThat(leases.isOpen(digest("layer 179"))).isTrue();
    later(Duration.ofMinutes(61));
    assertThat(leases.isOpen(digest("layer 179"))).isFalse();
  }

  @Test
  void nothingCountsAsLostAfterALossOfPowerWhenNobodyPushedForAnHour() throws Exception {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    later(Duration.ofHours(1));
    before.keep();
    losePower(Duration.ofHours(1));

    PushLeases leases = open(true);

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
  }

  @Test
  void aLossOfPowerWithAClockThatWasSetBackNeverHoldsLongerThanALease() throws Exception {
    open(false).grant(APP, digest("a"));
    losePower(Duration.ofHours(1));
    ahead = Duration.ofDays(-3000);

    PushLeases leases = open(true);

    later(LENGTH.minusSeconds(1));
    assertThat(leases.isOpen(digest("a"))).isTrue();
    later(Duration.ofSeconds(2));
    assertThat(leases.isOpen(digest("a"))).isFalse();
  }

  @Test
  void whereTheSystemTellsNoStartAnOrderlyRestartLosesNothingAndHoldsNothingElse() {
    tellsStarts = false;
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    before.close();
    later(Duration.ofHours(1));

    PushLeases leases = open(true);

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    later(LENGTH);
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
  }

  @Test
  void whereTheSystemTellsNoStartAKillCountsAsALossOfPower() {
    tellsStarts = false;
    open(false).grant(APP, digest("a"));
    later(Duration.ofHours(2));

    PushLeases leases = openAfterKill();

    assertThat(leases.isOpen(digest("whatever"))).isTrue();
    later(LENGTH.minusHours(2));
    assertThat(leases.isOpen(digest("a"))).isTrue();
    later(Duration.ofHours(1));
    assertThat(leases.isOpen(digest("a"))).isFalse();
  }

  @Test
  void whatSomebodyIsToldAfterTheEndIsNotForgotten() {
    PushLeases before = open(false);
    before.close();
    before.grant(APP, digest("a"));
    startAnew(Duration.ofMinutes(1));

    assertThat(open(true).isOpen(digest("a"))).isTrue();
  }

  @Test
  void aFileOfAnEarlierBuildIsReadWithinAStartOfTheMachine() throws Exception {
    Files.writeString(file, "weir-leases 1 one " + Duration.ofHours(4).toMillis() + "\n");
    assertThat(open(true).isOpen(digest("whatever"))).isFalse();

    Files.writeString(file, "weir-leases 1 another 1\n");
    assertThat(open(true).isOpen(digest("whatever"))).isTrue();
  }

  @Test
  void aStoreOfAnEarlierBuildCountsAsLeasedOnce() {
    assertEverythingIsLeased(open(true));
  }

  private void assertEverythingIsLeased(PushLeases leases) {
    assertThat(leases.isOpen(digest("whatever"))).isTrue();
    restartLater(Duration.ofHours(1), now.plus(Duration.ofHours(1)));
    PushLeases next = openAfterKill();
    later(LENGTH.minusHours(1).minusSeconds(1));
    assertThat(next.isOpen(digest("whatever"))).isTrue();
    later(Duration.ofMinutes(1));
    assertThat(next.isOpen(digest("whatever"))).isFalse();
  }

  @Test
  void aTornLastLineIsNobodysAndTheRestHolds() throws Exception {
    open(false).grant(APP, digest("a"));
    Files.writeString(file, "18000 team/app sha2", StandardOpenOption.APPEND);

    PushLeases leases = openAfterKill();
    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    leases.grant(APP, digest("b"));

    assertThat(openAfterKill().isOpen(APP, digest("b"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense\n", "weir-leases 1 one\n", "weir-leases 2 one 1\n"})
  void aFileThatIsNoneMakesEverythingCountAsLeased(String content) throws Exception {
    Files.writeString(file, content);

    assertThat(openAfterKill().isOpen(digest("whatever"))).isTrue();
  }

  @Test
  void aChangedByteMakesEverythingCountAsLeased() throws Exception {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    before.grant(APP, digest("b"));
    Files.writeString(file, Files.readString(file).replace("team/app", "team/apq"));

    assertThat(openAfterKill().isOpen(digest("whatever"))).isTrue();
  }

  @Test
  void aFileThatWasWrittenLaterThanNowMakesEverythingCountAsLeased() {
    open(false).close();

    machine = new MachineStart("one", Duration.ofHours(4));

    assertThat(openAfterKill().isOpen(digest("whatever"))).isTrue();
  }

  @Test
  void whatCouldNotBeWrittenMakesEverythingCountAsLeasedUntilItCanBe() {
    PushLeases before = open(false);
    before.grant(APP, digest("a"));
    full = true;
    before.grant(APP, digest("b"));
    assertThat(before.isOpen(digest("b"))).isTrue();
    assertThat(file).doesNotExist();
    full = false;
    later(Duration.ofMinutes(1));
    before.grant(APP, digest("c"));

    machine = new MachineStart("one", machine.since().plusMinutes(1));
    PushLeases leases = openAfterKill();

    for (String name : List.of("a", "b", "c")) {
      assertThat(leases.isOpen(APP, digest(name))).as(name).isTrue();
    }
    assertThat(leases.isOpen(digest("whatever"))).isFalse();
  }

  @Test
  void aKillWhileNothingCanBeWrittenLosesNoLease() {
    PushLeases before = open(false);
    full = true;
    before.grant(APP, digest("a"));

    full = false;
    PushLeases leases = openAfterKill();

    assertThat(leases.isOpen(digest("a"))).isTrue();
  }

  @Test
  void theFileDoesNotGrowWithThePushes() throws Exception {
    PushLeases leases = open(false);
    for (int push = 0; push < 20_000; push++) {
      Digest digest = digest("layer " + push);
      leases.grant(APP, digest);
      leases.takenUp(APP, List.of(digest));
    }

    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertThat(leases.size()).isZero();
  }

  @Test
  void theStartOfTheMachineIsReadOrUnknown() throws Exception {
    Path id = Files.writeString(directory.resolve("boot_id"), "0b8f\n");
    Path uptime = Files.writeString(directory.resolve("uptime"), "12345.67 999.00\n");

    assertThat(MachineStart.read(id, uptime))
        .contains(new MachineStart("0b8f", Duration.ofMillis(12_345_670)));
    assertThat(MachineStart.read(id, Files.writeString(uptime, "long\n"))).isEmpty();
    assertThat(MachineStart.read(directory.resolve("none"), uptime)).isEmpty();
  }
}
