package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.NameRule;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodSelector;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Services. Weir has no network for pods: it gives no addresses and no node ports; a {@code
 * clusterIP} stays as it was written, or absent.
 */
public final class ServiceStrategy implements Strategy {
  @Override
  public void fillDefaults(ObjectNode service) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    Defaults.dropNulls(spec, "ports", "selector", "clusterIP", "clusterIPs");
    Defaults.text(spec, "type", "ClusterIP");
    Defaults.text(spec, "sessionAffinity", "None");
    if (!Json.string(spec, "type").equals("ExternalName")) {
      Defaults.text(spec, "internalTrafficPolicy", "Cluster");
    }
    if (Json.string(spec, "clusterIP").isEmpty()) {
      spec.remove("clusterIP");
    } else {
      spec.putArray("clusterIPs").add(Json.string(spec, "clusterIP"));
    }
    for (JsonNode port : Json.arrayAt(spec, "ports")) {
      if (port instanceof ObjectNode object) {
        Defaults.text(object, "protocol", "TCP");
        JsonNode target = object.path("targetPort");
        if (target.asString("0").isEmpty() || target.asInt(-1) == 0 || target.isMissingNode()) {
          object.put("targetPort", object.path("port").asInt(0));
        }
      }
    }
    Defaults.object(Json.ensureObject(service, "status"), "loadBalancer");
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_1035;
  }

  @Override
  public List<FieldProblem> validate(ObjectNode service) {
    return ServiceRules.check(Json.objectAt(service, "spec"));
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    String before = Json.string(Json.objectAt(old, "spec"), "clusterIP");
    String now = Json.string(Json.objectAt(updated, "spec"), "clusterIP");
    String type = Json.string(Json.objectAt(updated, "spec"), "type");
    if (!before.isEmpty() && !now.equals(before) && !type.equals("ExternalName")) {
      problems.add(FieldProblem.invalid("spec.clusterIPs[0]", now, "may not change once set"));
    }
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public List<String> selectableFields() {
    return List.of("spec.clusterIP", "spec.type");
  }

  @Override
  public Optional<String> selectableField(ObjectNode service, String field) {
    return Optional.of(
        Json.string(Json.objectAt(service, "spec"), field.substring(field.indexOf('.') + 1)));
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Type", "How the service is reached."),
            TableView.Column.of("Cluster-IP", "Address in the cluster."),
            TableView.Column.of("External-IP", "Address or name outside."),
            TableView.Column.of("Port(s)", "Ports of the service."),
            TableView.AGE,
            PodColumns.SELECTOR),
        (service, now) -> {
          ObjectNode spec = Json.objectAt(service, "spec");
          return List.of(
              Meta.name(service),
              Json.string(spec, "type"),
              address(spec),
              outside(spec),
              PodColumns.orNone(ports(spec)),
              TableView.age(service, now),
              PodColumns.orNone(PodSelector.of(spec).query()));
        });
  }

  /** {@code None}, as where a service is to have no address: Weir gives none. */
  private static String address(ObjectNode spec) {
    String address = Json.string(spec, "clusterIP");
    boolean name = Json.string(spec, "type").equals("ExternalName");
    return address.isEmpty() && !name ? "None" : PodColumns.orNone(address);
  }

  private static String outside(ObjectNode spec) {
    return switch (Json.string(spec, "type")) {
      case "ExternalName" -> Json.string(spec, "externalName");
      case "LoadBalancer" -> "<pending>";
      default ->
          PodColumns.orNone(
              Json.arrayAt(spec, "externalIPs")
                  .valueStream()
                  .map(address -> address.asString(""))
                  .collect(Collectors.joining(",")));
    };
  }

  private static String ports(ObjectNode spec) {
    return Json.arrayAt(spec, "ports")
        .valueStream()
        .map(
            port -> {
              String node = port.has("nodePort") ? ":" + port.path("nodePort").asInt(0) : "";
              return port.path("port").asInt(0) + node + "/" + Json.string(port, "protocol");
            })
        .collect(Collectors.joining(","));
  }
}
