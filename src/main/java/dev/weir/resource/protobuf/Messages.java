package dev.weir.resource.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds messages by kind, and knows in what JSON differs from them. */
final class Messages {
  private static final Map<String, FileDescriptor> FILES =
      Map.ofEntries(
          Map.entry("v1", V1.getDescriptor()),
          Map.entry("apps/v1", V1Apps.getDescriptor()),
          Map.entry("batch/v1", V1Batch.getDescriptor()),
          Map.entry("rbac.authorization.k8s.io/v1", V1Rbac.getDescriptor()),
          Map.entry("authentication.k8s.io/v1", V1Authentication.getDescriptor()),
          Map.entry("authorization.k8s.io/v1", V1Authorization.getDescriptor()),
          Map.entry("autoscaling/v1", V1Autoscaling.getDescriptor()),
          Map.entry("coordination.k8s.io/v1", V1Coordination.getDescriptor()),
          Map.entry("networking.k8s.io/v1", V1Networking.getDescriptor()),
          Map.entry("policy/v1", V1Policy.getDescriptor()));

  /** Messages whose members JSON writes into the object around them. */
  private static final Set<String> INLINE =
      Set.of(
          "volumeSource",
          "persistentVolumeSource",
          "handler",
          "ephemeralContainerCommon",
          "localObjectReference");

  /** Messages that JSON writes as a bare list. */
  private static final Set<String> BARE_LISTS = Set.of("Verbs", "ExtraValue");

  private Messages() {}

  /** A message as JSON sees it. */
  enum Form {
    OBJECT,
    TIME,
    MICRO_TIME,
    QUANTITY,
    INT_OR_STRING,
    RAW,
    BARE_LIST
  }

  /** The message of a kind; empty if it is not among the published ones. */
  static Optional<Descriptor> find(String apiVersion, String kind) {
    if (kind.equals("DeleteOptions")) {
      return Optional.of(Meta.DeleteOptions.getDescriptor());
    }
    return Optional.ofNullable(FILES.get(apiVersion))
        .flatMap(file -> Optional.ofNullable(file.findMessageTypeByName(kind)));
  }

  static Form form(Descriptor message) {
    return switch (message.getName()) {
      case "Time" -> Form.TIME;
      case "MicroTime" -> Form.MICRO_TIME;
      case "Quantity" -> Form.QUANTITY;
      case "IntOrString" -> Form.INT_OR_STRING;
      case "RawExtension", "FieldsV1" -> Form.RAW;
      case String name when BARE_LISTS.contains(name) -> Form.BARE_LIST;
      default -> Form.OBJECT;
    };
  }

  static boolean isInline(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.isRepeated()
        && INLINE.contains(field.getName());
  }
}
