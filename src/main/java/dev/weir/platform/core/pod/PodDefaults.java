package dev.weir.platform.core.pod;

import dev.weir.resource.Defaults;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The defaults of a pod spec that a Kubernetes user would miss (Kubernetes API, PodSpec). */
public final class PodDefaults {
  private static final int GRACE_SECONDS = 30;
  private static final int FILE_MODE = 0644;
  private static final int TOKEN_SECONDS = 3600;

  private PodDefaults() {}

  /** Fills a pod template. */
  public static void applyToTemplate(ObjectNode template) {
    ObjectNode meta = Json.ensureObject(template, "metadata");
    if (!meta.has("creationTimestamp")) {
      meta.putNull("creationTimestamp");
    }
    applyToSpec(Json.ensureObject(template, "spec"));
  }

  /** Fills a pod spec. */
  public static void applyToSpec(ObjectNode spec) {
    Defaults.text(spec, "restartPolicy", "Always");
    Defaults.text(spec, "dnsPolicy", "ClusterFirst");
    Defaults.text(spec, "schedulerName", "default-scheduler");
    Defaults.number(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
    Defaults.object(spec, "securityContext");
    sameAccount(spec);
    boolean hostNetwork = spec.path("hostNetwork").asBoolean(false);
    for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
      for (JsonNode container : Json.arrayAt(spec, list)) {
        if (container instanceof ObjectNode object) {
          ContainerDefaults.apply(object, hostNetwork);
        }
      }
    }
    for (JsonNode volume : Json.arrayAt(spec, "volumes")) {
      if (volume instanceof ObjectNode object) {
        applyToVolume(object);
      }
    }
  }

  /** The account has an older name too, and both say the same. */
  private static void sameAccount(ObjectNode spec) {
    String name = Json.string(spec, "serviceAccountName");
    if (name.isEmpty()) {
      name = Json.string(spec, "serviceAccount");
    }
    if (!name.isEmpty()) {
      spec.put("serviceAccountName", name).put("serviceAccount", name);
    }
  }

  private static void applyToVolume(ObjectNode volume) {
    if (volume.size() == 1 && volume.has("name")) {
      volume.putObject("emptyDir");
    }
    for (String source : new String[] {"secret", "configMap", "downwardAPI", "projected"}) {
      if (volume.get(source) instanceof ObjectNode files) {
        Defaults.number(files, "defaultMode", FILE_MODE);
        fieldVersions(files);
      }
    }
    if (volume.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
      path.put("type", "");
    }
    for (JsonNode source : Json.arrayAt(Json.objectAt(volume, "projected"), "sources")) {
      if (source.get("serviceAccountToken") instanceof ObjectNode token) {
        Defaults.number(token, "expirationSeconds", TOKEN_SECONDS);
      }
      fieldVersions(Json.objectAt(source, "downwardAPI"));
    }
  }

  private static void fieldVersions(ObjectNode files) {
    for (JsonNode item : Json.arrayAt(files, "items")) {
      if (item.get("fieldRef") instanceof ObjectNode field) {
        Defaults.text(field, "apiVersion", "v1");
      }
    }
  }
}
