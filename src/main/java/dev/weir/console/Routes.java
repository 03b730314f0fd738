package dev.weir.console;

import dev.weir.console.visit.Page;
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

  Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  Optional<Found> find(List<String> path) {
    return routes.stream().flatMap(route -> route.match(path).stream()).findFirst();
  }
}
