package dev.weir.platform.core;

import dev.weir.objects.meta.NameRule;
import dev.weir.platform.core.pod.ContainerRules;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Checks of a service's spec (Kubernetes API, ServiceSpec). */
final class ServiceRules {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private ServiceRules() {}

  static List<FieldProblem> check(JsonNode spec) {
    String type = Json.string(spec, "type");
    List<FieldProblem> problems = new ArrayList<>(PodRules.oneOf("spec.type", type, TYPES));
    problems.addAll(
        PodRules.oneOf(
            "spec.sessionAffinity",
            Json.string(spec, "sessionAffinity"),
            List.of("ClientIP", "None")));
    String address = Json.string(spec, "clusterIP");
    boolean external = type.equals("ExternalName");
    if (external && Json.string(spec, "externalName").isEmpty()) {
      problems.add(FieldProblem.required("spec.externalName", ""));
    }
    if (!address.isEmpty() && !address.equals("None") && !ADDRESS.matcher(address).matches()) {
      problems.add(
          FieldProblem.invalid(
              "spec.clusterIPs[0]", address, "must be empty, 'None', or a valid IP address"));
    }
    boolean headless = address.equals("None");
    if (!external && !headless && Json.arrayAt(spec, "ports").isEmpty()) {
      problems.add(FieldProblem.required("spec.ports", ""));
    }
    problems.addAll(ports(Json.arrayAt(spec, "ports")));
    return problems;
  }

  private static List<FieldProblem> ports(ArrayNode ports) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String at = "spec.ports[" + i + "]";
      String name = Json.string(port, "name");
      if (name.isEmpty() && ports.size() > 1) {
        problems.add(FieldProblem.required(at + ".name", ""));
      } else if (!name.isEmpty()) {
        problems.addAll(
            names.add(name)
                ? NameRule.LABEL.check(at + ".name", name)
                : List.of(FieldProblem.duplicate(at + ".name", name)));
      }
      problems.addAll(ContainerRules.port(at + ".port", port.path("port")));
      String protocol = Json.string(port, "protocol");
      problems.addAll(PodRules.oneOf(at + ".protocol", protocol, ContainerRules.PROTOCOLS));
      String number = port.path("port").asInt(0) + "/" + protocol;
      if (!numbers.add(number)) {
        problems.add(FieldProblem.duplicate(at, number));
      }
    }
    return problems;
  }
}
