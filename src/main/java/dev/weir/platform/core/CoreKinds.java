package dev.weir.platform.core;

import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** The core group's kinds that stand around image streams, as Kubernetes names them. */
public final class CoreKinds {

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
    Rest secrets = new StoredRest(context, Kinds.SECRET, new SecretStrategy(), sealed);
    Rest pods = new StatusRest(context, Kinds.POD, new PodStrategy());
    List<Rest> stored =
        List.of(
            namespaces,
            secrets,
            new StoredRest(context, Kinds.CONFIG_MAP, new ConfigMapStrategy()),
            new StoredRest(context, Kinds.EVENT, new EventStrategy()),
            new StoredRest(context, Kinds.LIMIT_RANGE, new LimitRangeStrategy()),
            new StatusRest(context, Kinds.RESOURCE_QUOTA, new ResourceQuotaStrategy()),
            pods,
            new StoredRest(context, Kinds.POD_TEMPLATE, new PodTemplateStrategy()),
            new ScaledRest(
                context, Kinds.REPLICATION_CONTROLLER, new ReplicationControllerStrategy()),
            new StatusRest(context, Kinds.SERVICE, new ServiceStrategy()),
            new StoredRest(context, Kinds.ENDPOINTS, new EndpointsStrategy()),
            new StatusRest(context, Kinds.PERSISTENT_VOLUME_CLAIM, new ClaimStrategy()));
    List<Rest> all = Stream.concat(stored.stream(), EmptyRest.resources(context).stream()).toList();
    return new Made(all, secrets, pods);
  }
}
