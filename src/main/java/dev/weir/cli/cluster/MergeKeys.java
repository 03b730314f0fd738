package dev.weir.cli.cluster;

import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.HashMap;
import java.util.Map;

/**
 * By which member kinds merge lists item by item, for changes that no server makes. Any other list
 * is replaced as a whole.
 */
public final class MergeKeys {
  private static final Schema CONTAINER =
      new Parts(
          Map.of(
              "env", by("name"),
              "ports", by("containerPort"),
              "volumeMounts", by("mountPath"),
              "volumeDevices", by("devicePath")));

  private static final Schema POD_SPEC =
      new Parts(
          Map.of(
              "containers", by("name", CONTAINER),
              "initContainers", by("name", CONTAINER),
              "ephemeralContainers", by("name", CONTAINER),
              "volumes", by("name"),
              "imagePullSecrets", by("name"),
              "hostAliases", by("ip"),
              "resourceClaims", by("name"),
              "schedulingGates", by("name"),
              "topologySpreadConstraints", by("topologyKey")));

  private static final Field METADATA =
      part(new Parts(Map.of("ownerReferences", by("uid"), "finalizers", by(""))));

  private static final Field STRATEGY =
      part(
          new Parts(
              Map.of(
                  "sourceStrategy", part(new Parts(Map.of("env", by("name")))),
                  "dockerStrategy",
                      part(new Parts(Map.of("env", by("name"), "buildArgs", by("name")))),
                  "customStrategy", part(new Parts(Map.of("env", by("name")))))));

  private static final Field STATUS = part(new Parts(Map.of("conditions", by("type"))));

  private MergeKeys() {}

  /** The lists of a kind, as a schema that knows nothing else of it. */
  public static Schema of(ResourceKind kind) {
    Map<String, Field> fields = new HashMap<>(Map.of("metadata", METADATA, "status", STATUS));
    PodPaths.workload(kind)
        .map(WorkloadKind::podSpecPath)
        .ifPresent(path -> fields.put("spec", along(path.split("\\."), 1)));
    switch (kind.resource()) {
      case "services" -> fields.put("spec", part(new Parts(Map.of("ports", by("port")))));
      case "serviceaccounts" -> fields.put("secrets", by("name"));
      case "imagestreams.image.openshift.io" ->
          fields.put("spec", part(new Parts(Map.of("tags", by("name")))));
      case "buildconfigs.build.openshift.io", "builds.build.openshift.io" ->
          fields.put("spec", part(new Parts(Map.of("strategy", STRATEGY))));
      case "templates.template.openshift.io" -> fields.put("parameters", by("name"));
      default -> {}
    }
    return new Parts(fields);
  }

  /** What stands at a member of the path to a pod spec. */
  private static Field along(String[] path, int next) {
    return next == path.length
        ? part(POD_SPEC)
        : part(new Parts(Map.of(path[next], along(path, next + 1))));
  }

  private static Field part(Schema schema) {
    return Field.of(schema, "");
  }

  private static Field by(String key) {
    return by(key, Schema.ANYTHING);
  }

  private static Field by(String key, Schema item) {
    return new Field(new Schema.Items(item), "", Field.Merge.by(key));
  }

  private record Parts(Map<String, Field> fields) implements Schema.Fields {
    private Parts {
      fields = Map.copyOf(fields);
    }

    @Override
    public String name() {
      return "";
    }

    @Override
    public String description() {
      return "";
    }
  }
}
