package dev.weir.console;

import dev.weir.console.catalog.CatalogPage;
import dev.weir.console.catalog.OfferPage;
import dev.weir.console.doing.Forms;
import dev.weir.console.image.ComparePage;
import dev.weir.console.image.ImagePage;
import dev.weir.console.image.Repositories;
import dev.weir.console.image.TagPage;
import dev.weir.console.operation.OperationsPage;
import dev.weir.console.operation.UsagePage;
import dev.weir.console.project.ProjectsPage;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.stream.StreamPage;
import dev.weir.console.stream.StreamsPage;
import dev.weir.console.visit.Page;
import dev.weir.console.workload.Reasons;
import dev.weir.console.workload.WorkloadPage;
import dev.weir.console.workload.WorkloadsPage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which page answers where. */
final class Routes {
  /**
   * An address.
   *
   * @param template segments below {@code /console/}, with {@code {}} for what is a name
   */
  record Route(List<String> template, Page page) {
    Route(String template, Page page) {
      this(List.of(template.split("/")), page);
    }

    private Optional<Found> match(List<String> path) {
      if (path.size() != template.size()) {
        return Optional.empty();
      }
      List<String> names = new ArrayList<>();
      for (int i = 0; i < path.size(); i++) {
        boolean name = template.get(i).equals("{}");
        if (name && !path.get(i).isEmpty()) {
          names.add(path.get(i));
        } else if (name || !template.get(i).equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(new Found(this, names));
    }

    /** As logs and metrics name it. */
    String shown() {
      return "/console/" + String.join("/", template).replace("{}", "{name}");
    }
  }

  /** A page, and what stands where its address has braces. */
  record Found(Route route, List<String> names) {}

  private final List<Route> routes;

  private Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * All pages.
   *
   * @param live tells open pages of changes
   */
  static Routes of(ConsoleParts parts, Page live) {
    StreamHeads heads = parts.heads();
    Reasons reasons = parts.reasons();
    Repositories repositories = parts.repositories();
    Clock clock = parts.clock();
    List<Route> all = new ArrayList<>();
    all.add(new Route("projects", new ProjectsPage(heads)));
    all.add(new Route("projects/{}", new StreamsPage(heads, clock)));
    all.add(new Route("projects/{}/usage", new UsagePage(parts.operations())));
    all.add(new Route("projects/{}/workloads", new WorkloadsPage(reasons, clock)));
    all.add(new Route("projects/{}/workloads/{}/{}", new WorkloadPage(reasons, clock)));
    all.add(new Route("projects/{}/streams/{}", new StreamPage(heads, parts.followed(), clock)));
    all.add(new Route("projects/{}/streams/{}/tags/{}", new TagPage(heads, repositories, clock)));
    all.add(new Route("projects/{}/streams/{}/images/{}", new ImagePage(heads, repositories)));
    all.add(new Route("projects/{}/streams/{}/compare", new ComparePage(heads, repositories)));
    all.add(new Route("catalog", new CatalogPage(heads)));
    all.add(new Route("catalog/{}/{}", new OfferPage()));
    all.add(new Route("operations", new OperationsPage(parts.operations())));
    all.add(new Route("live", live));
    Forms.of(parts.followers(), parts.followed(), clock)
        .forEach((path, page) -> all.add(new Route(path, page)));
    return new Routes(all);
  }

  Optional<Found> find(List<String> path) {
    return routes.stream().flatMap(route -> route.match(path).stream()).findFirst();
  }
}
