package dev.weir.console.workload;

import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What runs images in a project: which tag each follows, what it has and what it should have. */
public final class WorkloadsPage implements Page {
  /** What is not made by another object, in the order of the page. */
  private static final List<ResourceKind> KINDS =
      List.of(
          Kinds.DEPLOYMENT,
          Kinds.DEPLOYMENT_CONFIG,
          Kinds.STATEFUL_SET,
          Kinds.DAEMON_SET,
          Kinds.CRON_JOB,
          Kinds.JOB,
          Kinds.BUILD_CONFIG);

  private static final int FORBIDDEN = 403;

  private final Reasons reasons;
  private final Clock clock;

  public WorkloadsPage(Reasons reasons, Clock clock) {
    this.reasons = reasons;
    this.clock = clock;
  }

  /**
   * An object with one of its images.
   *
   * @param kind such as {@code Deployment}
   */
  public record Row(String kind, String name, String target, Runs runs) {}

  /** What can be asked for: all, or only what is not as it should be. */
  public record Filter(String text, String target, boolean chosen) {}

  /**
   * The page.
   *
   * @param tag only what follows that is shown; empty for all
   * @param all the page that shows what follows any tag, or none
   * @param omitted how many objects there are besides
   * @param untold kinds that the reader may not list, or nobody can tell of now, in sentences
   */
  public record View(
      Shell shell,
      String project,
      String tag,
      String all,
      List<Filter> filters,
      List<Row> rows,
      long omitted,
      List<String> untold) {}

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    Instant now = clock.instant();
    List<Row> rows = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    long omitted = 0;
    int refused = 0;
    for (ResourceKind kind : KINDS) {
      try {
        ObjectNode list = reasons.all(visit.viewer().user(), kind.resource(), project);
        omitted += list.path("metadata").path("omitted").asLong(0);
        list.path("items").valueStream().forEach(why -> rows.addAll(rows(kind, why, project, now)));
      } catch (StatusException e) {
        refused += e.status().code() == FORBIDDEN ? 1 : 0;
        if (refused == KINDS.size()) {
          throw e;
        }
        untold.add(kind.plural() + ": " + e.status().message());
      }
    }
    boolean off = visit.query("show").equals("off");
    String tag = visit.query("tag");
    List<Row> shown =
        rows.stream()
            .filter(row -> !off || isOff(row.runs()))
            .filter(
                row ->
                    tag.isEmpty() || row.runs().tag().filter(t -> t.text().equals(tag)).isPresent())
            .toList();
    String all = Paths.workloads(project);
    String here = tag.isEmpty() ? all : Paths.with(all, "tag", tag);
    Shell shell =
        visit.live(
            "Who runs what in " + project,
            Section.PROJECTS,
            Paths.live("workloads", project, "", visit.revision()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(project, Paths.project(project)),
            new Crumb("Workloads"));
    visit.show(
        "workloads.jte",
        new View(
            shell,
            project,
            tag,
            all,
            List.of(
                new Filter("All", here, !off),
                new Filter("Not as they should be", Paths.with(here, "show", "off"), off)),
            shown,
            omitted,
            untold));
  }

  private static boolean isOff(Runs runs) {
    return switch (runs.state()) {
      case CURRENT, NONE, HIDDEN -> runs.isOff();
      case BEHIND, FIXED, PAUSED, EMPTY, REFUSED, IDLE -> true;
    };
  }

  private static List<Row> rows(ResourceKind kind, JsonNode why, String project, Instant now) {
    if (!(why instanceof ObjectNode object)) {
      return List.of();
    }
    String name = Meta.name(object);
    return Stream.of(Runs.of(object, project, now))
        .flatMap(List::stream)
        .map(
            runs ->
                new Row(
                    kind.kind(),
                    name,
                    Paths.workload(project, Json.string(object, "resource"), name),
                    runs))
        .toList();
  }
}
