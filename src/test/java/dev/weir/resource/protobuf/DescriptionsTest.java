package dev.weir.resource.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Yaml;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionsTest {
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "v1",
          List.of(
              "Namespace",
              "Secret",
              "ConfigMap",
              "ServiceAccount",
              "Pod",
              "ReplicationController",
              "Service",
              "LimitRange",
              "ResourceQuota",
              "Event",
              "TypedLocalObjectReference"),
          "apps/v1",
          List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"),
          "batch/v1",
          List.of("Job", "CronJob"),
          "rbac.authorization.k8s.io/v1",
          List.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"));

  private final MessageSchemas schemas = new MessageSchemas();

  /** By short name, as the file has them. */
  private Map<String, Schema.Fields> messages() {
    Map<String, Schema.Fields> found = new HashMap<>();
    GROUPS.forEach(
        (version, kinds) ->
            kinds.forEach(kind -> collect(schemas.find(version, kind).orElseThrow(), found)));
    return found;
  }

  private static void collect(Schema schema, Map<String, Schema.Fields> found) {
    switch (schema) {
      case Schema.Fields fields -> {
        String name = fields.name().substring(fields.name().lastIndexOf('.') + 1);
        if (found.put(name, fields) == null) {
          fields.fields().values().forEach(field -> collect(field.schema(), found));
        }
      }
      case Schema.Items(Schema item) -> collect(item, found);
      case Schema.Values(Schema value, _) -> collect(value, found);
      case Schema.Scalar _, Schema.Anything _ -> {}
    }
  }

  @Test
  void everyNameInTheFileIsOneOfAMessageOrField() throws IOException {
    Map<String, Schema.Fields> messages = messages();
    try (var file = Descriptions.class.getResourceAsStream("descriptions.yaml")) {
      Yaml.parse(file.readAllBytes())
          .forEachEntry(
              (message, words) -> {
                Schema.Fields known =
                    Objects.requireNonNull(messages.get(message), () -> "no message " + message);
                assertThat(known.fields().keySet())
                    .as(message)
                    .containsAll(
                        words.propertyNames().stream().filter(f -> !f.equals("_")).toList());
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v1, Secret",
    "v1, ConfigMap",
    "v1, ServiceAccount",
    "v1, Pod",
    "apps/v1, Deployment",
    "rbac.authorization.k8s.io/v1, Role",
    "rbac.authorization.k8s.io/v1, RoleBinding"
  })
  void whatUsersAskForMostIsExplained(String version, String kind) {
    Schema.Fields schema = schemas.find(version, kind).orElseThrow();

    assertThat(schema.description()).isNotEmpty();
    assertThat(schema.fields().values()).extracting(Field::description).doesNotContain("");
  }

  @Test
  void whatNobodyWroteDownIsListedWithoutWords() {
    Schema.Fields volume = schemas.core("Volume");

    assertThat(volume.fields())
        .hasEntrySatisfying("name", field -> assertThat(field.description()).isNotEmpty())
        .hasEntrySatisfying("emptyDir", field -> assertThat(field.description()).isEmpty());
  }
}
