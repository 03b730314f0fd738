package dev.weir.console.workload;

import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Why one object runs what it runs: from its image back to whoever moved the tag. */
public final class WorkloadPage implements Page {
  private final Reasons reasons;
  private final Clock clock;

  public WorkloadPage(Reasons reasons, Clock clock) {
    this.reasons = reasons;
    this.clock = clock;
  }

  /**
   * The page.
   *
   * @param command that tells the same
   * @param owners what made it, such as {@code deployments.apps/web}
   * @param elsewhere whether it is on the server whose workloads follow
   * @param omitted how many images there are besides
   * @param problems what nobody can tell of now, in sentences
   */
  public record View(
      Shell shell,
      String command,
      List<String> owners,
      boolean elsewhere,
      List<Runs> images,
      long omitted,
      List<String> problems) {}

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    String resource = visit.name(1);
    String name = visit.name(2);
    ObjectNode why = reasons.of(visit.viewer().user(), resource, project, name);
    Shell shell =
        visit.live(
            "Why " + name + " runs what it runs",
            Section.PROJECTS,
            Paths.live("workloads", project, "", visit.revision()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(project, Paths.project(project)),
            new Crumb("Workloads", Paths.workloads(project)),
            new Crumb(name));
    visit.show(
        "workload.jte",
        new View(
            shell,
            "weir why %s/%s -n %s".formatted(resource, name, project),
            texts(why, "owners"),
            why.path("elsewhere").asBoolean(false),
            Runs.of(why, project, clock.instant()),
            why.path("omitted").asLong(0),
            texts(why, "problems")));
  }

  private static List<String> texts(JsonNode why, String member) {
    return why.path(member).valueStream().map(text -> text.asString("")).toList();
  }
}
