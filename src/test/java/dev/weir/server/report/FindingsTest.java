package dev.weir.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.report.Report.Certificate;
import dev.weir.server.report.Report.Some;
import dev.weir.storage.check.result.LastCheck;
import dev.weir.storage.check.result.Scrubbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is amiss, how bad it is, and what to do. */
class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Some<Report.TagTrouble> NONE = new Some<>(0, List.of());

  private List<Certificate> certificates = List.of(given(Duration.ofDays(90)));
  private Report.Disk disk = new Report.Disk("the disk of /data", 1000, 500);
  private Report.Store store = new Report.Store(1, 1, Optional.empty(), 0);
  private Optional<String> otherName = Optional.empty();
  private List<String> troubles = List.of();
  private Some<Report.TagTrouble> late = NONE;
  private Optional<LastCheck> last = Optional.empty();
  private Optional<Scrubbed> scrub = Optional.empty();

  private static Certificate given(Duration left) {
    return new Certificate("server's", "CN=x", NOW.minusSeconds(1), NOW.plus(left), false);
  }

  private List<Finding> found() {
    return Findings.of(
        new Report(
            NOW,
            new Report.Program("0.2.0", NOW),
            new Report.Addresses("https://a", "http://b", "b", otherName, List.of()),
            certificates,
            List.of(disk),
            store,
            new Report.Imports(3, late, NONE),
            new Some<>(0, List.of()),
            new Report.Triggers(new Some<>(0, List.of())),
            new Report.Collection(Optional.empty(), 0, 0, 0, troubles),
            new Report.Checked(last, scrub)));
  }

  private Finding one() {
    assertThat(found()).hasSize(1);
    return found().getFirst();
  }

  @Test
  void aServerThatIsWellHasNone() {
    assertThat(found()).isEmpty();
  }

  @Test
  void aCertificateIsToldOfAMonthBeforeItEndsAndIsCriticalInTheLastThreeDays() {
    certificates = List.of(given(Duration.ofDays(29)));
    assertThat(one().level()).isEqualTo(Finding.Level.WARNING);
    assertThat(one().next()).contains("tls-cert", "SIGHUP");
    certificates = List.of(given(Duration.ofDays(2)));
    assertThat(one().level()).isEqualTo(Finding.Level.CRITICAL);
    certificates = List.of(given(Duration.ofDays(-1)));
    assertThat(one().message()).isEqualTo("the server's certificate ended at 2026-11-29T12:00:00Z");
  }

  @Test
  void aCertificateThatIsNotValidYetTellsOfTheClock() {
    certificates =
        List.of(
            new Certificate(
                "server's",
                "CN=x",
                Instant.parse("2030-01-01T00:00:00Z"),
                Instant.parse("2031-01-01T00:00:00Z"),
                true));
    assertThat(one().level()).isEqualTo(Finding.Level.CRITICAL);
    assertThat(one().message())
        .contains("valid from 2030-01-01T00:00:00Z", "clock says 2026-11-30T12:00:00Z");
    assertThat(one().next()).startsWith("set the clock");
  }

  @Test
  void aDiskIsToldOfFromNinetyPercentAndIsCriticalFromNinetyEight() {
    disk = new Report.Disk("the disk of /data", 1000, 101);
    assertThat(found()).isEmpty();
    disk = new Report.Disk("the disk of /data", 1000, 100);
    assertThat(one().level()).isEqualTo(Finding.Level.WARNING);
    disk = new Report.Disk("the disk of /data", 1000, 20);
    assertThat(one().level()).isEqualTo(Finding.Level.CRITICAL);
    disk = new Report.Disk("the disk of /data", 0, 0); // cannot be looked at
    assertThat(found()).isEmpty();
  }

  @Test
  void aStoreThatCannotBeWrittenAndLostBlobsAreCriticalAndComeFirst() {
    otherName = Optional.of("pull specs lead elsewhere");
    store = new Report.Store(1, 1, Optional.of("disk full"), 2);
    assertThat(found())
        .extracting(Finding::level)
        .containsExactly(Finding.Level.CRITICAL, Finding.Level.CRITICAL, Finding.Level.WARNING);
    assertThat(found().getFirst().message()).isEqualTo("nothing can be written: disk full");
    assertThat(found().get(1).message()).startsWith("2 pushed blobs are damaged or missing");
  }

  @Test
  void lateTagsAndWhatStandsInTheWayOfCollectionAreToldOf() {
    late = new Some<>(2, List.of());
    troubles = List.of("no round of collection has ended well");
    assertThat(found())
        .extracting(Finding::message)
        .containsExactly("2 scheduled tags are late", "no round of collection has ended well");
  }

  private static LastCheck check(long findings, long repaired) {
    return new LastCheck(
        NOW, Optional.of(NOW), false, false, "", 1, 1, 1, findings, repaired, Optional.empty());
  }

  @Test
  void whatTheLastCheckFoundAndDidNotRepairIsToldOf() {
    last = Optional.of(check(3, 3));
    assertThat(found()).isEmpty();
    last = Optional.of(check(3, 1));
    assertThat(one().level()).isEqualTo(Finding.Level.WARNING);
    assertThat(one().message()).contains("2026-11-30T12:00:00Z", "2 things");
    assertThat(one().next()).contains("weir storage check --repair");
  }

  @Test
  void whatTheScrubSawAtItsLastLookIsToldOf() {
    scrub =
        Optional.of(
            new Scrubbed(
                Duration.ofDays(30),
                1,
                Optional.of(NOW),
                0,
                Optional.of(new Scrubbed.Look(NOW, 1)),
                Optional.empty()));
    assertThat(one().message()).contains("1 thing");
  }
}
