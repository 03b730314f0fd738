package dev.weir.core;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The defaults of a pod spec that a Kubernetes user would miss (Kubernetes API, PodSpec). */
public final class PodDefaults {
  private static final int GRACE_SECONDS = 30;

  private PodDefaults() {}

  /** Fills a pod template. */
  public static void applyToTemplate(ObjectNode template) {
    if (!Json.ensureObject(template, "metadata").has("creationTimestamp")) {
      Json.ensureObject(template, "metadata").putNull("creationTimestamp");
    }
    ObjectNode spec = Json.ensureObject(template, "spec");
    absent(spec, "restartPolicy", "Always");
    absent(spec, "dnsPolicy", "ClusterFirst");
    absent(spec, "schedulerName", "default-scheduler");
    if (!spec.has("terminationGracePeriodSeconds")) {
      spec.put("terminationGracePeriodSeconds", GRACE_SECONDS);
    }
    if (!spec.has("securityContext")) {
      spec.putObject("securityContext");
    }
    for (String list : new String[] {"containers", "initContainers"}) {
      for (JsonNode container : Json.arrayAt(spec, list)) {
        if (container instanceof ObjectNode object) {
          applyToContainer(object);
        }
      }
    }
  }

  private static void applyToContainer(ObjectNode container) {
    absent(container, "terminationMessagePath", "/dev/termination-log");
    absent(container, "terminationMessagePolicy", "File");
    absent(container, "imagePullPolicy", pullPolicy(Json.string(container, "image")));
    if (!container.has("resources")) {
      container.putObject("resources");
    }
    for (JsonNode port : Json.arrayAt(container, "ports")) {
      if (port instanceof ObjectNode object) {
        absent(object, "protocol", "TCP");
      }
    }
  }

  /** {@code Always} for {@code latest} and for no tag at all. */
  private static String pullPolicy(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1);
    boolean moving = !name.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
    return moving ? "Always" : "IfNotPresent";
  }

  private static void absent(ObjectNode object, String member, String value) {
    if (!object.has(member)) {
      object.put(member, value);
    }
  }
}
