package dev.weir.console.operation;

import dev.weir.access.User;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.resource.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A project's share: what its streams take of the disk, and how other registries answer it. */
public final class UsagePage implements Page {
  private static final int MOST = 200;

  private final Operations operations;

  public UsagePage(Operations operations) {
    this.operations = operations;
  }

  /** The page. */
  public record View(
      Shell shell,
      String project,
      List<Used> usage,
      List<Upstream> upstreams,
      List<Scheduled.Late> late,
      List<Refused> refusals) {}

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    User user = visit.viewer().user();
    ObjectNode usage = operations.usage(user, project);
    ObjectNode upstreams = operations.upstreams(user, project);
    Instant now = When.time(Json.string(upstreams, "time")).orElseGet(Instant::now);
    List<ObjectNode> scheduled = OperationsPage.scheduled(visit, project);
    visit.show(
        "usage.jte",
        new View(
            visit.shell(
                "Disk and imports of " + project,
                Section.PROJECTS,
                new Crumb("Projects", Paths.HOME),
                new Crumb(project, Paths.project(project)),
                new Crumb("Disk and imports")),
            project,
            Used.streams(usage, MOST),
            Upstream.of(Scheduled.of(scheduled), Json.arrayAt(upstreams, "upstreams"), now),
            Scheduled.Late.of(scheduled, MOST, now),
            Refused.of(operations.refusals(user, project), now)));
  }
}
