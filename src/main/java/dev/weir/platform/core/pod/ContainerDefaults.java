package dev.weir.platform.core.pod;

import dev.weir.resource.Defaults;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The defaults of one container (Kubernetes API, Container). */
final class ContainerDefaults {
  private static final int PERIOD_SECONDS = 10;
  private static final int FAILURES = 3;

  private ContainerDefaults() {}

  static void apply(ObjectNode container, boolean hostNetwork) {
    Defaults.text(container, "terminationMessagePath", "/dev/termination-log");
    Defaults.text(container, "terminationMessagePolicy", "File");
    Defaults.text(container, "imagePullPolicy", pullPolicy(Json.string(container, "image")));
    Defaults.object(container, "resources");
    resources(Json.objectAt(container, "resources"));
    for (JsonNode port : Json.arrayAt(container, "ports")) {
      if (port instanceof ObjectNode object) {
        Defaults.text(object, "protocol", "TCP");
        if (hostNetwork) {
          Defaults.number(object, "hostPort", object.path("containerPort").asInt(0));
        }
      }
    }
    for (JsonNode variable : Json.arrayAt(container, "env")) {
      if (Json.objectAt(variable, "valueFrom").get("fieldRef") instanceof ObjectNode field) {
        Defaults.text(field, "apiVersion", "v1");
      }
    }
    for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
      if (container.get(probe) instanceof ObjectNode object) {
        probe(object);
      }
    }
    for (String hook : new String[] {"postStart", "preStop"}) {
      action(Json.objectAt(Json.objectAt(container, "lifecycle"), hook));
    }
  }

  /** What is limited and not asked for is asked for up to the limit. */
  private static void resources(ObjectNode resources) {
    ResourceAmounts.canonize(resources, "limits");
    Json.objectAt(resources, "limits")
        .forEachEntry(
            (name, limit) -> {
              ObjectNode requests = Json.ensureObject(resources, "requests");
              if (!requests.has(name)) {
                requests.set(name, limit);
              }
            });
    ResourceAmounts.canonize(resources, "requests");
  }

  private static void probe(ObjectNode probe) {
    Defaults.number(probe, "timeoutSeconds", 1);
    Defaults.number(probe, "periodSeconds", PERIOD_SECONDS);
    Defaults.number(probe, "successThreshold", 1);
    Defaults.number(probe, "failureThreshold", FAILURES);
    action(probe);
    if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.has("service")) {
      grpc.put("service", "");
    }
  }

  private static void action(ObjectNode action) {
    if (action.get("httpGet") instanceof ObjectNode get) {
      Defaults.text(get, "path", "/");
      Defaults.text(get, "scheme", "HTTP");
    }
  }

  /** {@code Always} for {@code latest} and for no tag at all. */
  private static String pullPolicy(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1);
    boolean moving = !name.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
    return moving ? "Always" : "IfNotPresent";
  }
}
