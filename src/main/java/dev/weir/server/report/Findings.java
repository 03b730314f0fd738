package dev.weir.server.report;

import dev.weir.server.report.Report.Certificate;
import dev.weir.server.report.Report.Disk;
import dev.weir.storage.check.result.Scrubbed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a report somebody must do something about. Pure. */
final class Findings {
  /** Own certificates are made anew within their last 30 days, at a start or a reload. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final Duration VERY_SOON = Duration.ofDays(3);

  /** In parts of a hundred. */
  private static final int NEARLY_FULL = 90;

  private static final int FULL = 98;

  private static final int MOST_TROUBLES = 5;

  private final Report report;
  private final List<Finding> found = new ArrayList<>();

  private Findings(Report report) {
    this.report = report;
  }

  /** The worst first. */
  static List<Finding> of(Report report) {
    Findings findings = new Findings(report);
    findings.store();
    report.disks().forEach(findings::disk);
    report.certificates().forEach(findings::certificate);
    findings.imports();
    findings.triggers();
    findings.collection();
    findings.checks();
    findings.names();
    return findings.found.stream().sorted(Comparator.comparing(Finding::level).reversed()).toList();
  }

  private void store() {
    report
        .store()
        .trouble()
        .ifPresent(
            why ->
                found.add(
                    Finding.critical(
                        "store",
                        "nothing can be written: " + why,
                        "free or repair the disk; writes go on by themselves once they can")));
    long lost = report.store().lostBlobs();
    if (lost > 0) {
      found.add(
          Finding.critical(
              "store",
              (lost == 1 ? "1 pushed blob is" : lost + " pushed blobs are")
                  + " damaged or missing, and could not be had again",
              "\"weir storage check\" names them; push the images again, or restore a backup"));
    }
  }

  private void disk(Disk disk) {
    if (disk.bytes() <= 0) {
      return;
    }
    long used = (disk.bytes() - Math.min(disk.free(), disk.bytes())) * 100 / disk.bytes();
    if (used >= NEARLY_FULL) {
      found.add(
          new Finding(
              used >= FULL ? Finding.Level.CRITICAL : Finding.Level.WARNING,
              "disks",
              disk.name() + " is full to " + used + " %",
              "\"weir storage usage -A\" says what takes it, \"weir adm prune images\" shortens"
                  + " histories; or make the disk larger"));
    }
  }

  private void certificate(Certificate certificate) {
    Instant now = report.now();
    if (now.isBefore(certificate.begins())) {
      found.add(
          Finding.critical(
              "certificates",
              "the "
                  + certificate.what()
                  + " certificate is valid from "
                  + certificate.begins()
                  + ", and this machine's clock says "
                  + now,
              "set the clock of this machine right, and restart the server"));
      return;
    }
    Duration left = Duration.between(now, certificate.ends());
    if (left.compareTo(SOON) >= 0) {
      return;
    }
    boolean over = left.isNegative() || left.isZero();
    found.add(
        new Finding(
            left.compareTo(VERY_SOON) < 0 ? Finding.Level.CRITICAL : Finding.Level.WARNING,
            "certificates",
            "the "
                + certificate.what()
                + " certificate "
                + (over ? "ended at " : "ends at ")
                + certificate.ends(),
            certificate.own()
                ? "restart the server, or send it SIGHUP: it makes a new one"
                    + (certificate.what().equals(Certificates.AUTHORITY)
                        ? ", and clients must trust the new authority"
                        : "")
                : "put a new one into the files of tls-cert and tls-key: it is taken within a"
                    + " minute, or at once on SIGHUP"));
  }

  private void imports() {
    long late = report.imports().late().number();
    if (late > 0) {
      found.add(
          Finding.warning(
              "imports",
              late == 1 ? "1 scheduled tag is late" : late + " scheduled tags are late",
              "\"weir schedule -A\" says why; a registry that is slow or limits requests makes"
                  + " tags late, \"weir schedule\" with a longer interval asks it less"));
    }
    long failed = report.imports().failed().number();
    if (failed > 0) {
      found.add(
          Finding.warning(
              "imports",
              failed == 1
                  ? "the last import of 1 tag failed"
                  : "the last import of " + failed + " tags failed",
              "the reason is with each tag: a login goes into its project by \"weir create secret"
                  + " docker-registry\"; \"weir import-image STREAM:TAG -n PROJECT\" tries again"));
    }
  }

  private void triggers() {
    long waiting = report.triggers().waiting().number();
    if (waiting > 0) {
      found.add(
          Finding.warning(
              "triggers",
              waiting == 1
                  ? "1 object waits for a tag that has no image"
                  : waiting + " objects wait for tags that have no image",
              "push or import the tag, or \"weir set triggers\" to follow another one"));
    }
  }

  private void collection() {
    report.collection().troubles().stream()
        .limit(MOST_TROUBLES)
        .forEach(
            trouble ->
                found.add(
                    Finding.warning(
                        "collection",
                        trouble,
                        "\"weir storage gc\" shows what is to go, and when")));
  }

  /** The newer of both: one finds what the other one does. */
  private void checks() {
    Optional<Scrubbed.Look> check =
        report
            .checked()
            .last()
            .filter(last -> last.ended().isPresent())
            .map(
                last ->
                    new Scrubbed.Look(
                        last.ended().orElse(last.began()), last.findings() - last.repaired()));
    Stream.concat(check.stream(), report.checked().scrub().flatMap(Scrubbed::looked).stream())
        .max(Comparator.comparing(Scrubbed.Look::at))
        .filter(look -> look.findings() > 0)
        .ifPresent(
            look ->
                found.add(
                    Finding.warning(
                        "checks",
                        "the check of the storage of %s found %d %s that are not as they should be"
                            .formatted(
                                look.at().truncatedTo(ChronoUnit.SECONDS),
                                look.findings(),
                                look.findings() == 1 ? "thing" : "things"),
                        "\"weir storage check\" names them, \"weir storage check --repair\" mends"
                            + " what it can")));
  }

  private void names() {
    report
        .addresses()
        .otherName()
        .ifPresent(why -> found.add(Finding.warning("addresses", why, "choose one of the two")));
  }
}
