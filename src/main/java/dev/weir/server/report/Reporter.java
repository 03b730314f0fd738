package dev.weir.server.report;

import dev.weir.client.Resources;
import dev.weir.client.Resources.Query;
import dev.weir.imagestream.TagCondition;
import dev.weir.importing.schedule.Schedule;
import dev.weir.importing.schedule.TagCheck;
import dev.weir.remote.budget.AccountState;
import dev.weir.resource.ApiObject;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.server.disk.DiskWatch;
import dev.weir.server.report.Report.Some;
import dev.weir.server.report.Report.TagTrouble;
import dev.weir.server.tls.PresentIdentity;
import dev.weir.storage.gc.Status;
import dev.weir.trigger.TriggerReconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds out how the server is when somebody asks. */
public final class Reporter implements Supplier<Report> {
  private static final int MOST = 10;
  private static final int MOST_UPSTREAMS = 50;

  /** Most streams have no tag whose import failed, and need not be read to know that. */
  private static final BytePattern FAILED =
      BytePattern.of("\"" + TagCondition.IMPORT_SUCCESS + "\"");

  private final Server server;
  private final Work work;
  private final Instant started;

  /**
   * The server itself.
   *
   * @param version of the program
   */
  public record Server(
      InstantSource clock,
      String version,
      Supplier<Report.Addresses> addresses,
      PresentIdentity identity,
      List<DiskWatch.Disk> disks,
      Supplier<Report.Store> store) {
    public Server {
      disks = List.copyOf(disks);
    }
  }

  /**
   * What it does by itself.
   *
   * @param streams with the newest event of each tag
   * @param upstreams how each registry answers that was asked of late
   * @param followers loops that move workloads; some may come later
   */
  public record Work(
      Resources streams,
      Schedule schedule,
      Supplier<List<AccountState>> upstreams,
      Supplier<List<TriggerReconciler>> followers,
      Supplier<Status> collection,
      Supplier<Report.Checked> checked) {}

  /** From now on the server runs. */
  public Reporter(Server server, Work work) {
    this.server = server;
    this.work = work;
    this.started = server.clock().instant();
  }

  @Override
  public Report get() {
    return new Report(
        server.clock().instant(),
        new Report.Program(server.version(), started),
        server.addresses().get(),
        Certificates.of(server.identity().now()),
        server.disks().stream()
            .map(disk -> new Report.Disk(disk.name(), disk.room().capacity(), disk.room().free()))
            .toList(),
        server.store().get(),
        imports(),
        upstreams(),
        triggers(),
        collection(),
        work.checked().get());
  }

  private Report.Imports imports() {
    List<TagTrouble> late =
        work.schedule().checks("").stream()
            .flatMap(check -> late(check).stream())
            .sorted(Comparator.comparing(TagTrouble::since))
            .toList();
    return new Report.Imports(
        work.schedule().scheduled(), Some.of(late, MOST), Some.of(failed(), MOST));
  }

  /** Those of which there is something to tell; whom nobody asked for a day may be well by now. */
  private Some<AccountState> upstreams() {
    Instant yesterday = server.clock().instant().minus(Duration.ofDays(1));
    List<AccountState> told =
        work.upstreams().get().stream()
            .filter(one -> !one.isPlain())
            .filter(
                one ->
                    one.looks().isPresent()
                        || one.allowance().isPresent()
                        || one.unanswered()
                            .filter(none -> none.last().isAfter(yesterday))
                            .isPresent())
            .toList();
    return Some.of(UpstreamText.sorted(told), MOST_UPSTREAMS);
  }

  private static Optional<TagTrouble> late(TagCheck check) {
    return check
        .late()
        .map(why -> new TagTrouble(check.stream() + ":" + check.tag(), check.next(), why));
  }

  private List<TagTrouble> failed() {
    List<TagTrouble> found = new ArrayList<>();
    for (ApiObject stream : work.streams().list(Kinds.IMAGE_STREAM, "", Query.ALL).objects()) {
      if (FAILED.indexIn(stream.json(), 0) >= 0) {
        addFailed(stream.copy(), found);
      }
    }
    found.sort(Comparator.comparing(TagTrouble::since).reversed());
    return found;
  }

  private static void addFailed(ObjectNode stream, List<TagTrouble> found) {
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "status"), "tags")) {
      for (JsonNode condition : Json.arrayAt(tag, "conditions")) {
        if (isFailure(condition)) {
          found.add(
              new TagTrouble(
                  Meta.namespace(stream) + "/" + Meta.name(stream) + ":" + Json.string(tag, "tag"),
                  time(Json.string(condition, "lastTransitionTime")),
                  Json.string(condition, "message")));
        }
      }
    }
  }

  /** A tag that waits for an image to be old enough is well. */
  private static boolean isFailure(JsonNode condition) {
    return Json.string(condition, "type").equals(TagCondition.IMPORT_SUCCESS)
        && Json.string(condition, "status").equals("False")
        && !Json.string(condition, "reason").equals(TagCondition.WAITING_FOR_AGE);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }

  private Report.Triggers triggers() {
    List<Report.Waiting> waiting =
        work.followers().get().stream()
            .flatMap(follower -> follower.waiting().stream())
            .map(one -> new Report.Waiting(one.object(), one.tag()))
            .toList();
    return new Report.Triggers(Some.of(waiting, MOST));
  }

  private Report.Collection collection() {
    Status status = work.collection().get();
    return new Report.Collection(
        status.lastRound(),
        status.pendingDigests(),
        status.pendingBytes(),
        status.overdue(),
        status.troubles());
  }
}
