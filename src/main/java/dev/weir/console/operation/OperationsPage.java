package dev.weir.console.operation;

import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ShortTime;
import dev.weir.resource.Sizes;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How the server is, what takes its disk, and how other registries answer. */
public final class OperationsPage implements Page {
  private static final int MOST = 50;
  private static final int FORBIDDEN = 403;

  private final Operations operations;

  public OperationsPage(Operations operations) {
    this.operations = operations;
  }

  /** Something amiss, and what to do about it. */
  public record Finding(boolean critical, String message, String next) {}

  /** A fact, such as {@code Version} and {@code 0.2.0}. */
  public record Fact(String name, String value) {}

  /**
   * A disk.
   *
   * @param percent of it that is used
   */
  public record Disk(String name, String free, String size, int percent) {}

  /** What only operators see. */
  public record Server(
      List<Finding> findings,
      List<Fact> facts,
      List<Disk> disks,
      List<Checks.Line> checks,
      List<Refused> refusals) {}

  /**
   * The page.
   *
   * @param server empty for those who may not see it
   * @param usage by projects; empty for those who may not see it
   */
  public record View(
      Shell shell,
      Optional<Server> server,
      List<Used> usage,
      List<Upstream> upstreams,
      List<Scheduled.Late> late) {}

  @Override
  public void answer(Visit visit) throws IOException {
    User user = visit.viewer().user();
    List<ObjectNode> scheduled = scheduled(visit, "");
    Optional<ObjectNode> status = status(user);
    Instant now = status.flatMap(one -> When.time(text(one, "time"))).orElseGet(Instant::now);
    visit.show(
        "operations.jte",
        new View(
            visit.shell("Operations", Section.OPERATIONS, new Crumb("Operations")),
            status.map(one -> server(one, user, now)),
            usage(user),
            Upstream.of(
                Scheduled.of(scheduled),
                Json.arrayAt(status.orElseGet(Json::object), "upstreams"),
                now),
            Scheduled.Late.of(scheduled, MOST, now)));
  }

  /** Those of all projects, or of one; none where the reader may not list them. */
  static List<ObjectNode> scheduled(Visit visit, String project) {
    try {
      return visit
          .objects()
          .list(Kinds.SCHEDULED_TAG, project, Resources.Query.ALL)
          .items()
          .stream()
          .map(ApiObject::tree)
          .toList();
    } catch (StatusException e) {
      return ifForbidden(e, List.of());
    }
  }

  private static <T> T ifForbidden(StatusException refused, T otherwise) {
    if (refused.status().code() != FORBIDDEN) {
      throw refused;
    }
    return otherwise;
  }

  private List<Used> usage(User user) throws IOException {
    try {
      return Used.projects(operations.usage(user, ""), MOST);
    } catch (StatusException e) {
      return ifForbidden(e, List.of());
    }
  }

  private Optional<ObjectNode> status(User user) {
    try {
      return Optional.of(operations.status(user));
    } catch (StatusException e) {
      return ifForbidden(e, Optional.empty());
    }
  }

  private Server server(ObjectNode status, User user, Instant now) {
    return new Server(
        status.path("findings").valueStream().map(OperationsPage::finding).toList(),
        facts(status),
        status.path("disks").valueStream().map(OperationsPage::disk).toList(),
        Checks.of(status, now),
        Refused.of(operations.refusals(user), now));
  }

  private static Finding finding(JsonNode one) {
    return new Finding(
        text(one, "level").equals("critical"), text(one, "message"), text(one, "next"));
  }

  private static List<Fact> facts(JsonNode status) {
    JsonNode addresses = status.path("addresses");
    JsonNode store = status.path("store");
    JsonNode collection = status.path("collection");
    String certificates =
        String.join(
            "; ",
            status
                .path("certificates")
                .valueStream()
                .map(
                    one -> "%s: %d days".formatted(text(one, "of"), one.path("daysLeft").asLong(0)))
                .toList());
    return List.of(
        new Fact("Version", text(status, "version")),
        new Fact("Runs for", uptime(status.path("uptimeSeconds").asLong(0))),
        new Fact("API", text(addresses, "api")),
        new Fact("Registry", text(addresses, "registryHost")),
        new Fact("Certificates", certificates),
        new Fact(
            "Store",
            "revision %d, %s, %s"
                .formatted(
                    store.path("revision").asLong(0),
                    Sizes.binary(store.path("bytes").asLong(0)),
                    store.path("writable").asBoolean(true)
                        ? "can be written"
                        : "cannot be written")),
        new Fact(
            "Collection",
            "%d blobs (%s) wait, %d of them too long"
                .formatted(
                    collection.path("pending").asLong(0),
                    Sizes.binary(collection.path("pendingBytes").asLong(0)),
                    collection.path("overdue").asLong(0))),
        new Fact("Triggers that wait", status.path("triggers").path("waiting").asString("0")));
  }

  private static String uptime(long seconds) {
    return ShortTime.between(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofSeconds(seconds)));
  }

  private static Disk disk(JsonNode disk) {
    long size = disk.path("bytes").asLong(0);
    long free = disk.path("freeBytes").asLong(0);
    return new Disk(
        text(disk, "name"),
        Sizes.binary(free),
        Sizes.binary(size),
        size == 0 ? 0 : (int) Math.clamp((size - free) * 100.0 / size, 0, 100));
  }

  private static String text(JsonNode node, String member) {
    return Json.string(node, member);
  }
}
