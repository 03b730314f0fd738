package dev.weir.resource.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProtobufBodyTest {
  private static byte[] body(String apiVersion, String kind, Message object) {
    Runtime.Unknown envelope =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(object.toByteString())
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(envelope.toByteArray());
    return bytes.toByteArray();
  }

  @Test
  void readsSecretsWithTheirBytes() {
    V1.Secret secret =
        V1.Secret.newBuilder()
            .setMetadata(
                Meta.ObjectMeta.newBuilder().setName("s").setNamespace("").putLabels("a", "b"))
            .putData("k", ByteString.copyFromUtf8("v"))
            .setType("Opaque")
            .build();
    assertThat(ProtobufBody.read(body("v1", "Secret", secret)))
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","labels":{"a":"b"}},
                 "data":{"k":"dg=="},"type":"Opaque"}
                """));
  }

  @Test
  void readsTheSpecialTypesOfDeployments() {
    V1.Container container =
        V1.Container.newBuilder()
            .setName("c")
            .setStdin(false)
            .setResources(
                V1.ResourceRequirements.newBuilder()
                    .putLimits("cpu", Resource.Quantity.newBuilder().setString("1").build()))
            .addEnv(
                V1.EnvVar.newBuilder()
                    .setName("E")
                    .setValueFrom(
                        V1.EnvVarSource.newBuilder()
                            .setSecretKeyRef(
                                V1.SecretKeySelector.newBuilder()
                                    .setLocalObjectReference(
                                        V1.LocalObjectReference.newBuilder().setName("s"))
                                    .setKey("k")
                                    .setOptional(false))))
            .setLivenessProbe(
                V1.Probe.newBuilder()
                    .setHandler(
                        V1.ProbeHandler.newBuilder()
                            .setHttpGet(
                                V1.HTTPGetAction.newBuilder()
                                    .setPort(
                                        IntStr.IntOrString.newBuilder()
                                            .setType(1)
                                            .setStrVal("web")))))
            .build();
    V1.Volume volume =
        V1.Volume.newBuilder()
            .setName("v")
            .setVolumeSource(
                V1.VolumeSource.newBuilder().setEmptyDir(V1.EmptyDirVolumeSource.newBuilder()))
            .build();
    V1Apps.Deployment deployment =
        V1Apps.Deployment.newBuilder()
            .setMetadata(
                Meta.ObjectMeta.newBuilder()
                    .setName("d")
                    .setGeneration(0)
                    .setCreationTimestamp(Meta.Time.newBuilder().setSeconds(1_700_000_000)))
            .setSpec(
                V1Apps.DeploymentSpec.newBuilder()
                    .setReplicas(0)
                    .setMinReadySeconds(0)
                    .setTemplate(
                        V1.PodTemplateSpec.newBuilder()
                            .setSpec(
                                V1.PodSpec.newBuilder()
                                    .addContainers(container)
                                    .addVolumes(volume))))
            .build();
    assertThat(ProtobufBody.read(body("apps/v1", "Deployment", deployment)))
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion":"apps/v1","kind":"Deployment",
                 "metadata":{"name":"d","creationTimestamp":"2023-11-14T22:13:20Z"},
                 "spec":{"replicas":0,"template":{"spec":{
                  "volumes":[{"name":"v","emptyDir":{}}],
                  "containers":[{"name":"c","resources":{"limits":{"cpu":"1"}},
                   "env":[{"name":"E","valueFrom":{"secretKeyRef":
                    {"name":"s","key":"k","optional":false}}}],
                   "livenessProbe":{"httpGet":{"port":"web"}}}]}}}}
                """));
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> ProtobufBody.read(body("x/v1", "Y", V1.Secret.getDefaultInstance())))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("send them as application/json")
        .matches(e -> ((StatusException) e).status().code() == 415);
    assertThatThrownBy(() -> ProtobufBody.read(new byte[] {1, 2}))
        .hasMessageContaining("magic bytes");
    assertThatThrownBy(() -> ProtobufBody.read("k8s\0nonsense".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(StatusException.class)
        .matches(e -> ((StatusException) e).status().code() == 400);
  }
}
