package dev.weir.platform.limit;

import dev.weir.platform.core.pod.QualityOfService;
import dev.weir.resource.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pods a quota is about (Kubernetes, "Quota scopes"). Pure. */
final class QuotaScopes {
  private QuotaScopes() {}

  /** True for a quota that is about some pods only, and about nothing else. */
  static boolean any(ObjectNode quota) {
    return all(quota).findAny().isPresent();
  }

  /** True if every scope of the quota holds for the pod. */
  static boolean match(ObjectNode quota, ObjectNode pod) {
    ObjectNode spec = Json.objectAt(pod, "spec");
    return all(quota).allMatch(scope -> matches(scope, spec));
  }

  private static Stream<Scope> all(ObjectNode quota) {
    ObjectNode spec = Json.objectAt(quota, "spec");
    Stream<Scope> named =
        Json.arrayAt(spec, "scopes")
            .valueStream()
            .map(name -> new Scope(name.asString(""), "Exists", List.of()));
    Stream<Scope> selected =
        Json.arrayAt(Json.objectAt(spec, "scopeSelector"), "matchExpressions")
            .valueStream()
            .map(Scope::of);
    return Stream.concat(named, selected);
  }

  private record Scope(String name, String operator, List<String> values) {
    static Scope of(JsonNode expression) {
      return new Scope(
          Json.string(expression, "scopeName"),
          Json.string(expression, "operator"),
          Json.arrayAt(expression, "values").valueStream().map(v -> v.asString("")).toList());
    }
  }

  private static boolean matches(Scope scope, ObjectNode spec) {
    boolean bestEffort = QualityOfService.of(spec).equals(QualityOfService.BEST_EFFORT);
    boolean ends = spec.path("activeDeadlineSeconds").isNumber();
    return switch (scope.name()) {
      case "BestEffort" -> bestEffort;
      case "NotBestEffort" -> !bestEffort;
      case "Terminating" -> ends;
      case "NotTerminating" -> !ends;
      case "PriorityClass" -> hasPriority(scope, Json.string(spec, "priorityClassName"));
      default -> false;
    };
  }

  private static boolean hasPriority(Scope scope, String priority) {
    return switch (scope.operator()) {
      case "In" -> scope.values().contains(priority);
      case "NotIn" -> !scope.values().contains(priority);
      case "DoesNotExist" -> priority.isEmpty();
      default -> !priority.isEmpty();
    };
  }
}
