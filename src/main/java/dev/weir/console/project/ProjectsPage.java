package dev.weir.console.project;

import dev.weir.client.Resources;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/** The projects that the reader may see, and a form to make one. */
public final class ProjectsPage implements Page {
  private static final int MOST = 50;

  /**
   * A project.
   *
   * @param streams how many image streams it has; empty if the reader may not know
   */
  public record Row(String name, String displayName, OptionalInt streams, String target) {}

  /**
   * The page.
   *
   * @param search what names are searched for; empty if all are shown
   * @param found how many projects there are of that
   */
  public record View(Shell shell, String search, int found, int page, List<Row> rows) {
    public boolean hasMore() {
      return page * MOST < found;
    }

    public String at(int number) {
      return Paths.with(Paths.with(Paths.HOME, "q", search), "page", Integer.toString(number));
    }
  }

  private final StreamHeads heads;

  public ProjectsPage(StreamHeads heads) {
    this.heads = heads;
  }

  @Override
  public void answer(Visit visit) throws IOException {
    if (visit.isPost()) {
      make(visit);
      return;
    }
    String search = visit.query("q").toLowerCase(Locale.ROOT);
    Resources.Listing listing = visit.objects().list(Kinds.PROJECT, "", Resources.Query.ALL);
    List<ObjectNode> found =
        StreamSupport.stream(listing.objects().spliterator(), false)
            .map(ApiObject::tree)
            .filter(project -> isFound(project, search))
            .toList();
    int page = visit.page(found.size(), MOST);
    List<Row> rows =
        found.stream()
            .skip((page - 1L) * MOST)
            .limit(MOST)
            .map(project -> row(visit, project))
            .toList();
    Shell shell =
        visit.live(
            "Projects",
            Section.PROJECTS,
            Paths.live("projects", "", "", visit.revision()),
            new Crumb("Projects"));
    visit.show("projects.jte", new View(shell, search, found.size(), page, rows));
  }

  private static boolean isFound(ObjectNode project, String search) {
    return Meta.name(project).contains(search)
        || displayName(project).toLowerCase(Locale.ROOT).contains(search);
  }

  private Row row(Visit visit, ObjectNode project) {
    String name = Meta.name(project);
    return new Row(name, displayName(project), streams(visit, name), Paths.project(name));
  }

  private OptionalInt streams(Visit visit, String project) {
    try {
      return OptionalInt.of(heads.list(visit.viewer().user(), project).streams().size());
    } catch (StatusException _) {
      return OptionalInt.empty();
    }
  }

  private static String displayName(ObjectNode project) {
    return Json.string(annotations(project), "openshift.io/display-name");
  }

  private static ObjectNode annotations(ObjectNode project) {
    return Json.objectAt(Meta.of(project), "annotations");
  }

  private static void make(Visit visit) throws IOException {
    String name = visit.field("name");
    ObjectNode request = Json.object();
    request.put("apiVersion", "project.openshift.io/v1").put("kind", "ProjectRequest");
    request.putObject("metadata").put("name", name);
    request.put("displayName", visit.field("displayName"));
    ApiObject _ = visit.objects().create(Kinds.PROJECT_REQUEST, "", request);
    visit.go(Paths.project(name));
  }
}
