package dev.weir.resource.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.weir.resource.schema.Field.Merge;
import java.util.Map;

/** How strategic merge treats the lists of Kubernetes' kinds, by message and field. */
final class MergeKeys {
  private static final Merge VALUES = new Merge(true, "", false);
  private static final Merge UNION = new Merge(false, "", true);
  private static final Merge UNIONS_BY_NAME = new Merge(true, "name", true);

  private static final Map<String, Merge> RULES =
      Map.ofEntries(
          Map.entry("ObjectMeta.ownerReferences", Merge.by("uid")),
          Map.entry("ObjectMeta.finalizers", VALUES),
          Map.entry("PodSpec.volumes", UNIONS_BY_NAME),
          Map.entry("PodSpec.initContainers", Merge.by("name")),
          Map.entry("PodSpec.containers", Merge.by("name")),
          Map.entry("PodSpec.ephemeralContainers", Merge.by("name")),
          Map.entry("PodSpec.imagePullSecrets", Merge.by("name")),
          Map.entry("PodSpec.hostAliases", Merge.by("ip")),
          Map.entry("PodSpec.topologySpreadConstraints", Merge.by("topologyKey")),
          Map.entry("PodSpec.schedulingGates", Merge.by("name")),
          Map.entry("PodSpec.resourceClaims", UNIONS_BY_NAME),
          Map.entry("PodStatus.podIPs", Merge.by("ip")),
          Map.entry("PodStatus.hostIPs", Merge.by("ip")),
          Map.entry("PodStatus.resourceClaimStatuses", UNIONS_BY_NAME),
          Map.entry("ContainerStatus.volumeMounts", Merge.by("mountPath")),
          Map.entry("ContainerStatus.allocatedResourcesStatus", Merge.by("name")),
          Map.entry("Container.ports", Merge.by("containerPort")),
          Map.entry("Container.env", Merge.by("name")),
          Map.entry("Container.volumeMounts", Merge.by("mountPath")),
          Map.entry("Container.volumeDevices", Merge.by("devicePath")),
          Map.entry("EphemeralContainerCommon.ports", Merge.by("containerPort")),
          Map.entry("EphemeralContainerCommon.env", Merge.by("name")),
          Map.entry("EphemeralContainerCommon.volumeMounts", Merge.by("mountPath")),
          Map.entry("EphemeralContainerCommon.volumeDevices", Merge.by("devicePath")),
          Map.entry("ServiceSpec.ports", Merge.by("port")),
          Map.entry("ServiceAccount.secrets", Merge.by("name")),
          Map.entry("NodeSpec.podCIDRs", VALUES),
          Map.entry("NodeStatus.addresses", Merge.by("type")),
          Map.entry("DeploymentSpec.strategy", UNION));

  private MergeKeys() {}

  static Merge of(FieldDescriptor field) {
    boolean conditions =
        field.getName().equals("conditions")
            && field.isRepeated()
            && field.getMessageType().findFieldByName("type") != null;
    return conditions
        ? Merge.by("type")
        : RULES.getOrDefault(
            field.getContainingType().getName() + "." + field.getName(), Merge.DEFAULT);
  }
}
