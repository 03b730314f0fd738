package dev.weir.server.report;

import dev.weir.resource.Json;
import dev.weir.server.report.Report.Certificate;
import dev.weir.server.report.Report.Some;
import dev.weir.server.report.Report.TagTrouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report as JSON. Members are added and never change their meaning. */
final class ReportText {
  private ReportText() {}

  static ObjectNode write(Report report) {
    List<Finding> findings = Findings.of(report);
    ObjectNode page = Json.object();
    page.put("status", findings.isEmpty() ? "ok" : findings.getFirst().level().word());
    page.put("time", time(report.now()));
    page.put("version", report.program().version());
    page.put("started", time(report.program().started()));
    page.put("uptimeSeconds", report.uptime().toSeconds());
    addresses(page.putObject("addresses"), report.addresses());
    ArrayNode certificates = page.putArray("certificates");
    report.certificates().forEach(one -> certificate(certificates.addObject(), one, report.now()));
    ArrayNode disks = page.putArray("disks");
    report
        .disks()
        .forEach(
            disk ->
                disks
                    .addObject()
                    .put("name", disk.name())
                    .put("bytes", disk.bytes())
                    .put("freeBytes", disk.free()));
    ObjectNode store = page.putObject("store");
    store
        .put("revision", report.store().revision())
        .put("bytes", report.store().bytes())
        .put("writable", report.store().trouble().isEmpty())
        .put("lostBlobs", report.store().lostBlobs());
    imports(page.putObject("imports"), report.imports());
    page.set("upstreams", UpstreamText.write(report.upstreams().first(), true));
    ObjectNode triggers = page.putObject("triggers");
    triggers.put("waiting", report.triggers().waiting().number());
    ArrayNode objects = triggers.putArray("objects");
    report
        .triggers()
        .waiting()
        .first()
        .forEach(one -> objects.addObject().put("object", one.object()).put("tag", one.tag()));
    collection(page.putObject("collection"), report.collection());
    checked(page.putObject("checks"), report.checked());
    ArrayNode all = page.putArray("findings");
    findings.forEach(
        one ->
            all.addObject()
                .put("level", one.level().word())
                .put("about", one.about())
                .put("message", one.message())
                .put("next", one.next()));
    return page;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void addresses(ObjectNode page, Report.Addresses addresses) {
    page.put("api", addresses.api())
        .put("registry", addresses.registry())
        .put("registryHost", addresses.registryName());
    ArrayNode published = page.putArray("published");
    addresses.published().forEach(published::add);
  }

  private static void certificate(ObjectNode page, Certificate certificate, Instant now) {
    page.put("of", certificate.what())
        .put("subject", certificate.subject())
        .put("notBefore", time(certificate.begins()))
        .put("notAfter", time(certificate.ends()))
        .put("daysLeft", Duration.between(now, certificate.ends()).toDays())
        .put("madeByWeir", certificate.own());
  }

  private static void imports(ObjectNode page, Report.Imports imports) {
    page.put("scheduled", imports.scheduled())
        .put("late", imports.late().number())
        .put("failed", imports.failed().number());
    tags(page.putArray("lateTags"), imports.late());
    tags(page.putArray("failedTags"), imports.failed());
  }

  private static void tags(ArrayNode page, Some<TagTrouble> tags) {
    tags.first()
        .forEach(
            tag ->
                page.addObject()
                    .put("tag", tag.tag())
                    .put("since", time(tag.since()))
                    .put("message", tag.why()));
  }

  private static void checked(ObjectNode page, Report.Checked checked) {
    checked.last().ifPresent(last -> page.set("last", last.json()));
    checked.scrub().ifPresent(scrub -> page.set("scrub", scrub.json()));
  }

  private static void collection(ObjectNode page, Report.Collection collection) {
    collection.lastRound().ifPresent(at -> page.put("lastRound", time(at)));
    page.put("pending", collection.pending())
        .put("pendingBytes", collection.pendingBytes())
        .put("overdue", collection.overdue());
  }
}
