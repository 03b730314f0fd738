package dev.weir.platform.core.pod;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Checks of one container besides its name and image (Kubernetes API, Container). */
public final class ContainerRules {
  /** What a port may be of. */
  public static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private static final int MAX_PORT = 65_535;
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");

  private ContainerRules() {}

  static List<FieldProblem> check(String at, JsonNode container, Set<String> volumes) {
    List<FieldProblem> problems = new ArrayList<>(ports(at, container));
    problems.addAll(
        PodRules.oneOf(
            at + ".imagePullPolicy", Json.string(container, "imagePullPolicy"), PULL_POLICIES));
    problems.addAll(environment(at, container));
    problems.addAll(mounts(at, container, volumes));
    problems.addAll(resources(at + ".resources", Json.objectAt(container, "resources")));
    return problems;
  }

  private static List<FieldProblem> ports(String at, JsonNode container) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    ArrayNode ports = Json.arrayAt(container, "ports");
    for (int i = 0; i < ports.size(); i++) {
      String field = at + ".ports[" + i + "]";
      JsonNode port = ports.get(i);
      if (!port.has("containerPort")) {
        problems.add(FieldProblem.required(field + ".containerPort", ""));
      } else {
        problems.addAll(port(field + ".containerPort", port.path("containerPort")));
      }
      problems.addAll(
          PodRules.oneOf(field + ".protocol", Json.string(port, "protocol"), PROTOCOLS));
      String name = Json.string(port, "name");
      if (!name.isEmpty() && !names.add(name)) {
        problems.add(FieldProblem.duplicate(field + ".name", name));
      }
    }
    return problems;
  }

  /** A port number must be one. */
  public static List<FieldProblem> port(String field, JsonNode port) {
    long number = port.asLong(0);
    return number >= 1 && number <= MAX_PORT
        ? List.of()
        : List.of(FieldProblem.invalid(field, number, "must be between 1 and 65535, inclusive"));
  }

  private static List<FieldProblem> environment(String at, JsonNode container) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode variables = Json.arrayAt(container, "env");
    for (int i = 0; i < variables.size(); i++) {
      String field = at + ".env[" + i + "]";
      JsonNode variable = variables.get(i);
      if (Json.string(variable, "name").isEmpty()) {
        problems.add(FieldProblem.required(field + ".name", ""));
      }
      if (!Json.string(variable, "value").isEmpty() && variable.has("valueFrom")) {
        problems.add(
            FieldProblem.invalid(
                field + ".valueFrom", "", "may not be specified when `value` is not empty"));
      }
    }
    return problems;
  }

  private static List<FieldProblem> mounts(String at, JsonNode container, Set<String> volumes) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    ArrayNode mounts = Json.arrayAt(container, "volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      String field = at + ".volumeMounts[" + i + "]";
      String name = Json.string(mounts.get(i), "name");
      String path = Json.string(mounts.get(i), "mountPath");
      if (name.isEmpty()) {
        problems.add(FieldProblem.required(field + ".name", ""));
      } else if (!volumes.contains(name)) {
        problems.add(FieldProblem.notFound(field + ".name", name));
      }
      if (path.isEmpty()) {
        problems.add(FieldProblem.required(field + ".mountPath", ""));
      } else if (!paths.add(path)) {
        problems.add(FieldProblem.invalid(field + ".mountPath", path, "must be unique"));
      }
    }
    return problems;
  }

  private static List<FieldProblem> resources(String field, JsonNode resources) {
    List<FieldProblem> problems =
        new ArrayList<>(ResourceAmounts.validate(field, resources, "limits"));
    problems.addAll(ResourceAmounts.validate(field, resources, "requests"));
    Map<String, Quantity> limits = ResourceAmounts.read(resources, "limits");
    ResourceAmounts.read(resources, "requests")
        .forEach(
            (name, request) -> {
              Quantity limit = limits.getOrDefault(name, request);
              if (request.compareTo(limit) > 0) {
                problems.add(
                    FieldProblem.invalid(
                        field + ".requests",
                        request.toString(),
                        "must be less than or equal to %s limit of %s".formatted(name, limit)));
              }
            });
    return problems;
  }
}
