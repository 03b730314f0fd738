package dev.weir.platform.core;

import dev.weir.objects.NamespaceGuard;
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
  public static final ResourceKind NAMESPACE = NamespaceGuard.NAMESPACE;
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
   * The resources of these kinds.
   *
   * @param secrets encrypts secrets at rest
   */
  public static List<Rest> resources(
      StoreContext context, NamespaceRest namespaces, ValueCodec secrets) {
    List<Rest> stored =
        List.of(
            namespaces,
            new StoredRest(context, SECRET, new SecretStrategy(), secrets),
            new StoredRest(context, CONFIG_MAP, new ConfigMapStrategy()),
            new StoredRest(context, EVENT, new EventStrategy()),
            new StoredRest(context, LIMIT_RANGE, new LimitRangeStrategy()),
            new StatusRest(context, RESOURCE_QUOTA, new ResourceQuotaStrategy()),
            new StatusRest(context, POD, new PodStrategy()),
            new StoredRest(context, POD_TEMPLATE, new PodTemplateStrategy()),
            new ScaledRest(context, REPLICATION_CONTROLLER, new ReplicationControllerStrategy()),
            new StatusRest(context, SERVICE, new ServiceStrategy()),
            new StoredRest(context, ENDPOINTS, new EndpointsStrategy()),
            new StatusRest(context, CLAIM, new ClaimStrategy()));
    return Stream.concat(stored.stream(), EmptyRest.resources(context).stream()).toList();
  }
}
