package dev.weir.platform.limit;

import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a quota counts, and what it says when it is full (image-api.md 8.3; Kubernetes, "Resource
 * quotas"). Pure.
 */
final class QuotaNames {
  private static final String PODS = "pods";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final String CLASS = ".storageclass.storage.k8s.io/";
  private static final String STREAMS = "openshift.io/imagestreams";
  private static final Set<String> CORE =
      Set.of(
          PODS,
          "services",
          "secrets",
          "configmaps",
          "replicationcontrollers",
          CLAIMS,
          "resourcequotas");

  private QuotaNames() {}

  /**
   * Plural and group of the kind that a name is about, as in {@code deployments.apps}; empty if it
   * is about none, as another program's resource that is not asked for by pods.
   */
  static String resource(String name) {
    if (name.equals(STREAMS)) {
      return "imagestreams.image.openshift.io";
    }
    if (name.startsWith("count/")) {
      return name.substring("count/".length());
    }
    if (CORE.contains(name)) {
      return name;
    }
    if (name.startsWith("services.")) {
      return "services";
    }
    if (name.equals(STORAGE) || name.contains(CLASS)) {
      return CLAIMS;
    }
    return name.contains("/") && !name.startsWith("requests.") ? "" : PODS;
  }

  /** True if each object counts one, whatever it holds. */
  static boolean countsObjects(String name) {
    return name.equals(STREAMS)
        || name.startsWith("count/")
        || (CORE.contains(name) && !name.equals(PODS));
  }

  /** How much of what the name is about an object takes. */
  static Quantity amount(String name, ObjectNode object) {
    if (countsObjects(name)) {
      return Quantity.of(1);
    }
    return switch (resource(name)) {
      case "services" -> ofService(name, Json.objectAt(object, "spec"));
      case CLAIMS -> ofClaim(name, Json.objectAt(object, "spec"));
      default -> PodUsage.hasEnded(object) ? Quantity.ZERO : ofPod(name, object);
    };
  }

  private static Quantity ofPod(String name, ObjectNode pod) {
    return name.equals(PODS)
        ? Quantity.of(1)
        : PodUsage.amount(pod, member(name), containerResource(name));
  }

  private static Quantity ofClaim(String name, ObjectNode spec) {
    int mark = name.indexOf(CLASS);
    if (mark >= 0 && !Json.string(spec, "storageClassName").equals(name.substring(0, mark))) {
      return Quantity.ZERO;
    }
    return name.endsWith("/" + CLAIMS)
        ? Quantity.of(1)
        : ResourceAmounts.read(Json.objectAt(spec, "resources"), "requests")
            .getOrDefault("storage", Quantity.ZERO);
  }

  private static Quantity ofService(String name, ObjectNode spec) {
    String type = Json.string(spec, "type");
    boolean balanced = type.equals("LoadBalancer");
    if (name.equals("services.loadbalancers")) {
      return Quantity.of(balanced ? 1 : 0);
    }
    boolean onNodes =
        type.equals("NodePort")
            || (balanced && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
    return Quantity.of(onNodes ? Json.arrayAt(spec, "ports").size() : 0);
  }

  /** {@code requests} or {@code limits}; what is named alone is a request. */
  static String member(String name) {
    return name.startsWith("limits.") ? "limits" : "requests";
  }

  /** What containers call it. */
  static String containerResource(String name) {
    return name.startsWith("limits.") || name.startsWith("requests.")
        ? name.substring(name.indexOf('.') + 1)
        : name;
  }

  /** True for what each container of a pod must say, once a quota counts it. */
  static boolean mustBeSaid(String name) {
    String resource = containerResource(name);
    return resource.equals("cpu") || resource.equals("memory");
  }

  /** The refusal's reason. */
  static String exceeded(
      String quota,
      Set<String> names,
      Map<String, Quantity> requested,
      Map<String, Quantity> used,
      Map<String, Quantity> hard) {
    return "exceeded quota: %s, requested: %s, used: %s, limited: %s"
        .formatted(
            quota,
            each(names, name -> Optional.ofNullable(requested.get(name))),
            each(names, name -> Optional.ofNullable(used.get(name))),
            each(names, name -> Optional.ofNullable(hard.get(name))));
  }

  private static String each(Set<String> names, Function<String, Optional<Quantity>> amount) {
    return names.stream()
        .sorted()
        .map(name -> name + "=" + amount.apply(name).orElse(Quantity.ZERO))
        .collect(Collectors.joining(","));
  }
}
