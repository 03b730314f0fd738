package dev.weir.platform.core.pod;

import dev.weir.objects.meta.NameRule;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks of a pod spec that a Kubernetes user would notice (Kubernetes API, PodSpec).
 *
 * @param restartPolicies what is allowed, in the order in which a refusal lists it
 * @param imageless containers that need no image, since a trigger will set it
 */
public record PodRules(List<String> restartPolicies, Set<String> imageless) {
  /** Pods that somebody replaces when they end. */
  public static final PodRules LASTING = new PodRules(List.of("Always"), Set.of());

  /** Pods that come to an end. */
  public static final PodRules ENDING = new PodRules(List.of("OnFailure", "Never"), Set.of());

  /** Pods of nobody. */
  public static final PodRules BARE =
      new PodRules(List.of("Always", "OnFailure", "Never"), Set.of());

  public PodRules {
    restartPolicies = List.copyOf(restartPolicies);
    imageless = Set.copyOf(imageless);
  }

  /** The problems of a pod spec that stands at the field. */
  public List<FieldProblem> check(String field, ObjectNode spec) {
    Set<String> volumes = new HashSet<>();
    List<FieldProblem> problems = new ArrayList<>(volumes(field, spec, volumes));
    Set<String> names = new HashSet<>();
    if (Json.arrayAt(spec, "containers").isEmpty()) {
      problems.add(FieldProblem.required(field + ".containers", ""));
    }
    for (String list : new String[] {"initContainers", "containers"}) {
      ArrayNode containers = Json.arrayAt(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        String at = field + "." + list + "[" + i + "]";
        problems.addAll(name(at, Json.string(containers.get(i), "name"), names));
        problems.addAll(image(at, containers.get(i)));
        problems.addAll(ContainerRules.check(at, containers.get(i), volumes));
      }
    }
    problems.addAll(
        oneOf(field + ".restartPolicy", Json.string(spec, "restartPolicy"), restartPolicies));
    return problems;
  }

  private List<FieldProblem> image(String at, JsonNode container) {
    boolean mayLack = imageless.contains(Json.string(container, "name"));
    // One blank is legal: a trigger fills it in (controllers-and-access.md 2.5).
    return Json.string(container, "image").isEmpty() && !mayLack
        ? List.of(FieldProblem.required(at + ".image", ""))
        : List.of();
  }

  private static List<FieldProblem> name(String at, String name, Set<String> taken) {
    if (name.isEmpty()) {
      return List.of(FieldProblem.required(at + ".name", ""));
    }
    return taken.add(name)
        ? NameRule.LABEL.check(at + ".name", name)
        : List.of(FieldProblem.duplicate(at + ".name", name));
  }

  private static List<FieldProblem> volumes(String field, ObjectNode spec, Set<String> names) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode volumes = Json.arrayAt(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      String at = field + ".volumes[" + i + "]";
      problems.addAll(name(at, Json.string(volumes.get(i), "name"), names));
      if (volumes.get(i).size() > 2) {
        problems.add(FieldProblem.forbidden(at, "may not specify more than 1 volume type"));
      }
    }
    return problems;
  }

  /** Refuses a value that is none of the known ones; an empty one is refused too. */
  public static List<FieldProblem> oneOf(String field, String value, List<String> known) {
    return known.contains(value)
        ? List.of()
        : List.of(
            FieldProblem.unsupported(
                field,
                value,
                known.stream().map(k -> "\"" + k + "\"").collect(Collectors.joining(", "))));
  }
}
