package dev.weir.platform.core;

import dev.weir.host.Host;
import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.ValueCodec;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.stream.Stream;

/** The core group's kinds that stand around image streams, as Kubernetes names them. */
public final class CoreKinds {
  public static final ResourceKind NAMESPACE = Host.NAMESPACE;
  public static final ResourceKind SECRET =
      ResourceKind.namespaced("", "v1", "secrets", "secret", "Secret");
  public static final ResourceKind CONFIG_MAP =
      ResourceKind.namespaced("", "v1", "configmaps", "configmap", "ConfigMap", "cm");

  /** Served by package {@code account}, which knows their tokens. */
  public static final ResourceKind SERVICE_ACCOUNT =
      ResourceKind.namespaced(
          "", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", "sa");

  public static final ResourceKind EVENT =
      ResourceKind.namespaced("", "v1", "events", "event", "Event", "ev");

  public static final ResourceKind LIMIT_RANGE =
      ResourceKind.namespaced("", "v1", "limitranges", "limitrange", "LimitRange", "limits");
  public static final ResourceKind RESOURCE_QUOTA =
      ResourceKind.namespaced(
          "", "v1", "resourcequotas", "resourcequota", "ResourceQuota", "quota");

  public static final ResourceKind POD =
      ResourceKind.namespaced("", "v1", "pods", "pod", "Pod", "po").inCategories("all");
  public static final ResourceKind POD_TEMPLATE =
      ResourceKind.namespaced("", "v1", "podtemplates", "podtemplate", "PodTemplate");
  public static final ResourceKind REPLICATION_CONTROLLER =
      ResourceKind.namespaced(
              "",
              "v1",
              "replicationcontrollers",
              "replicationcontroller",
              "ReplicationController",
              "rc")
          .inCategories("all");
  public static final ResourceKind SERVICE =
      ResourceKind.namespaced("", "v1", "services", "service", "Service", "svc")
          .inCategories("all");
  public static final ResourceKind ENDPOINTS =
      ResourceKind.namespaced("", "v1", "endpoints", "endpoints", "Endpoints", "ep");
  public static final ResourceKind CLAIM =
      ResourceKind.namespaced(
          "",
          "v1",
          "persistentvolumeclaims",
          "persistentvolumeclaim",
          "PersistentVolumeClaim",
          "pvc");

  private CoreKinds() {}

  /**
   * The resources of these kinds, and those of them that others are built upon.
   *
   * @param all in the order in which discovery lists them
   */
  public record Made(List<Rest> all, Rest secrets, Rest pods) {}

  /**
   * The resources of these kinds.
   *
   * @param sealed encrypts secrets at rest
   */
  public static Made resources(StoreContext context, NamespaceRest namespaces, ValueCodec sealed) {
    Rest secrets = new StoredRest(context, SECRET, new SecretStrategy(), sealed);
    Rest pods = new StatusRest(context, POD, new PodStrategy());
    List<Rest> stored =
        List.of(
            namespaces,
            secrets,
            new StoredRest(context, CONFIG_MAP, new ConfigMapStrategy()),
            new StoredRest(context, EVENT, new EventStrategy()),
            new StoredRest(context, LIMIT_RANGE, new LimitRangeStrategy()),
            new StatusRest(context, RESOURCE_QUOTA, new ResourceQuotaStrategy()),
            pods,
            new StoredRest(context, POD_TEMPLATE, new PodTemplateStrategy()),
            new ScaledRest(context, REPLICATION_CONTROLLER, new ReplicationControllerStrategy()),
            new StatusRest(context, SERVICE, new ServiceStrategy()),
            new StoredRest(context, ENDPOINTS, new EndpointsStrategy()),
            new StatusRest(context, CLAIM, new ClaimStrategy()));
    List<Rest> all = Stream.concat(stored.stream(), EmptyRest.resources(context).stream()).toList();
    return new Made(all, secrets, pods);
  }
}
