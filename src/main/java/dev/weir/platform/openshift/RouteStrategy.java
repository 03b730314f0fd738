package dev.weir.platform.openshift;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.NameRule;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes. Weir is no router: no host is made up, and none is admitted. */
final class RouteStrategy implements Strategy {
  private static final int WEIGHT = 100;
  private static final int MAX_WEIGHT = 256;

  @Override
  public void fillDefaults(ObjectNode route) {
    ObjectNode spec = Json.ensureObject(route, "spec");
    backend(Json.ensureObject(spec, "to"));
    for (JsonNode other : Json.arrayAt(spec, "alternateBackends")) {
      if (other instanceof ObjectNode object) {
        backend(object);
      }
    }
    Defaults.text(spec, "wildcardPolicy", "None");
    if (spec.get("tls") instanceof ObjectNode tls) {
      Defaults.text(tls, "termination", "edge");
    }
    Json.ensureObject(route, "status");
  }

  private static void backend(ObjectNode backend) {
    Defaults.text(backend, "kind", "Service");
    Defaults.number(backend, "weight", WEIGHT);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode route) {
    ObjectNode spec = Json.objectAt(route, "spec");
    List<FieldProblem> problems = new ArrayList<>();
    String host = Json.string(spec, "host");
    if (!host.isEmpty()) {
      problems.addAll(NameRule.SUBDOMAIN.check("spec.host", host));
    }
    String path = Json.string(spec, "path");
    if (!path.isEmpty() && !path.startsWith("/")) {
      problems.add(FieldProblem.invalid("spec.path", path, "path must begin with /"));
    }
    problems.addAll(backend("spec.to", Json.objectAt(spec, "to")));
    ArrayNode others = Json.arrayAt(spec, "alternateBackends");
    for (int i = 0; i < others.size(); i++) {
      problems.addAll(backend("spec.alternateBackends[" + i + "]", others.get(i)));
    }
    problems.addAll(
        PodRules.oneOf(
            "spec.wildcardPolicy",
            Json.string(spec, "wildcardPolicy"),
            List.of("None", "Subdomain")));
    if (spec.path("tls").isObject()) {
      problems.addAll(
          PodRules.oneOf(
              "spec.tls.termination",
              Json.string(spec.path("tls"), "termination"),
              List.of("edge", "passthrough", "reencrypt")));
    }
    return problems;
  }

  private static List<FieldProblem> backend(String field, JsonNode backend) {
    List<FieldProblem> problems =
        new ArrayList<>(
            PodRules.oneOf(field + ".kind", Json.string(backend, "kind"), List.of("Service")));
    if (Json.string(backend, "name").isEmpty()) {
      problems.add(FieldProblem.required(field + ".name", ""));
    }
    long weight = backend.path("weight").asLong(0);
    if (weight < 0 || weight > MAX_WEIGHT) {
      problems.add(
          FieldProblem.invalid(
              field + ".weight", weight, "weight must be an integer between 0 and 256"));
    }
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Host/Port", "Host that is asked for."),
            TableView.Column.of("Path", "Beginning of the paths that go this way."),
            TableView.Column.of("Services", "Where requests go."),
            TableView.Column.of("Port", "Port of the pods."),
            TableView.Column.of("Termination", "Where encryption ends."),
            TableView.Column.of("Wildcard", "Whether hosts below go this way too.")),
        (route, _) -> {
          ObjectNode spec = Json.objectAt(route, "spec");
          JsonNode port = Json.objectAt(spec, "port").path("targetPort");
          return List.of(
              Meta.name(route),
              Json.string(spec, "host"),
              Json.string(spec, "path"),
              services(spec),
              port.asString("").isEmpty() ? "<all>" : port.asString(""),
              termination(Json.objectAt(spec, "tls")),
              Json.string(spec, "wildcardPolicy"));
        });
  }

  private static String services(JsonNode spec) {
    List<JsonNode> backends =
        Stream.concat(
                Stream.of(Json.objectAt(spec, "to")),
                Json.arrayAt(spec, "alternateBackends").valueStream())
            .toList();
    if (backends.size() == 1) {
      return Json.string(backends.getFirst(), "name");
    }
    long total = backends.stream().mapToLong(b -> b.path("weight").asLong(0)).sum();
    return backends.stream()
        .map(b -> "%s(%d%%)".formatted(Json.string(b, "name"), share(b, total)))
        .collect(Collectors.joining(","));
  }

  private static long share(JsonNode backend, long total) {
    return total == 0 ? 0 : backend.path("weight").asLong(0) * 100 / total;
  }

  private static String termination(JsonNode tls) {
    String termination = Json.string(tls, "termination");
    String insecure = Json.string(tls, "insecureEdgeTerminationPolicy");
    return insecure.isEmpty() ? termination : termination + "/" + insecure;
  }
}
