package dev.weir.cli.describe;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod template in the words of {@code kubectl rollout history --revision}. */
public final class PodTemplateText {
  private static final String NONE = "<none>";

  private final StringBuilder text = new StringBuilder("Pod Template:\n");

  private PodTemplateText() {}

  /** The text, with a line break at its end. */
  public static String of(ObjectNode template) {
    PodTemplateText made = new PodTemplateText();
    ObjectNode meta = Json.objectAt(template, "metadata");
    ObjectNode spec = Json.objectAt(template, "spec");
    made.map("  Labels", Json.objectAt(meta, "labels"), "=");
    if (!Json.objectAt(meta, "annotations").isEmpty()) {
      made.map("  Annotations", Json.objectAt(meta, "annotations"), ": ");
    }
    String account = Json.string(spec, "serviceAccountName");
    if (!account.isEmpty()) {
      made.line("  Service Account:\t" + account);
    }
    if (!Json.arrayAt(spec, "initContainers").isEmpty()) {
      made.containers("  Init Containers", Json.arrayAt(spec, "initContainers"));
    }
    made.containers("  Containers", Json.arrayAt(spec, "containers"));
    made.volumes(Json.arrayAt(spec, "volumes"));
    made.map("  Node-Selectors", Json.objectAt(spec, "nodeSelector"), "=");
    made.tolerations(Json.arrayAt(spec, "tolerations"));
    return made.text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void map(String title, ObjectNode values, String between) {
    if (values.isEmpty()) {
      line(title + ":\t" + NONE);
      return;
    }
    Map<String, String> sorted = new TreeMap<>();
    values.forEachEntry((key, value) -> sorted.put(key, value.asString("")));
    StringJoiner lines = new StringJoiner("\n\t", title + ":\t", "");
    sorted.forEach((key, value) -> lines.add(key + between + value));
    line(lines.toString());
  }

  private void containers(String title, ArrayNode containers) {
    line(title + ":");
    for (JsonNode container : containers) {
      line("   " + Json.string(container, "name") + ":");
      line("    Image:\t" + Json.string(container, "image"));
      ports(Json.arrayAt(container, "ports"));
      words("Command", Json.arrayAt(container, "command"));
      words("Args", Json.arrayAt(container, "args"));
      ObjectNode resources = Json.objectAt(container, "resources");
      amounts("Limits", Json.objectAt(resources, "limits"));
      amounts("Requests", Json.objectAt(resources, "requests"));
      environment(Json.arrayAt(container, "env"));
      mounts(Json.arrayAt(container, "volumeMounts"));
    }
  }

  private void ports(ArrayNode ports) {
    String many = ports.size() > 1 ? "s" : "";
    line("    Port" + many + ":\t" + ports(ports, "containerPort"));
    line("    Host Port" + many + ":\t" + ports(ports, "hostPort"));
  }

  private static String ports(ArrayNode ports, String member) {
    StringJoiner all = new StringJoiner(", ");
    for (JsonNode port : ports) {
      all.add(port.path(member).asInt(0) + "/" + port.path("protocol").asString("TCP"));
    }
    return ports.isEmpty() ? NONE : all.toString();
  }

  private void words(String title, ArrayNode words) {
    if (!words.isEmpty()) {
      line("    " + title + ":");
      words.forEach(word -> line("      " + word.asString("")));
    }
  }

  private void amounts(String title, ObjectNode amounts) {
    if (!amounts.isEmpty()) {
      line("    " + title + ":");
      Map<String, String> sorted = new TreeMap<>();
      amounts.forEachEntry((name, amount) -> sorted.put(name, amount.asString("")));
      sorted.forEach((name, amount) -> line("      " + name + ":\t" + amount));
    }
  }

  private void environment(ArrayNode variables) {
    if (variables.isEmpty()) {
      line("    Environment:\t" + NONE);
      return;
    }
    line("    Environment:");
    for (JsonNode variable : variables) {
      line("      " + Json.string(variable, "name") + ":\t" + value(variable));
    }
  }

  private static String value(JsonNode variable) {
    ObjectNode source = Json.objectAt(variable, "valueFrom");
    for (String kind : List.of("secretKeyRef", "configMapKeyRef")) {
      if (source.get(kind) instanceof ObjectNode reference) {
        return "<set to the key '%s' %s '%s'>\tOptional: %s"
            .formatted(
                Json.string(reference, "key"),
                kind.startsWith("secret") ? "in secret" : "of config map",
                Json.string(reference, "name"),
                reference.path("optional").asBoolean(false));
      }
    }
    return source.get("fieldRef") instanceof ObjectNode field
        ? " (" + Json.string(field, "apiVersion") + ":" + Json.string(field, "fieldPath") + ")"
        : Json.string(variable, "value");
  }

  private void mounts(ArrayNode mounts) {
    if (mounts.isEmpty()) {
      line("    Mounts:\t" + NONE);
      return;
    }
    line("    Mounts:");
    List<String> lines = new ArrayList<>();
    for (JsonNode mount : mounts) {
      String access = mount.path("readOnly").asBoolean(false) ? "ro" : "rw";
      String path = Json.string(mount, "subPath");
      lines.add(
          "      %s from %s (%s%s)"
              .formatted(
                  Json.string(mount, "mountPath"),
                  Json.string(mount, "name"),
                  access,
                  path.isEmpty() ? "" : ",path=\"" + path + "\""));
    }
    lines.stream().sorted().forEach(this::line);
  }

  /** What a volume is of; details are in {@code -o yaml}. */
  private void volumes(ArrayNode volumes) {
    if (volumes.isEmpty()) {
      line("  Volumes:\t" + NONE);
      return;
    }
    line("  Volumes:");
    for (JsonNode volume : volumes) {
      line("   " + Json.string(volume, "name") + ":");
      for (String member : volume.propertyNames()) {
        if (!member.equals("name")) {
          line("    Type:\t" + Character.toUpperCase(member.charAt(0)) + member.substring(1));
        }
      }
    }
  }

  private void tolerations(ArrayNode tolerations) {
    StringJoiner all = new StringJoiner("\n\t", "  Tolerations:\t", "");
    for (JsonNode toleration : tolerations) {
      String key = Json.string(toleration, "key");
      String value = Json.string(toleration, "value");
      String effect = Json.string(toleration, "effect");
      String operator = Json.string(toleration, "operator");
      all.add(
          key
              + (value.isEmpty() ? "" : "=" + value)
              + (effect.isEmpty() ? "" : ":" + effect)
              + (operator.equals("Exists") ? " op=Exists" : ""));
    }
    if (tolerations.isEmpty()) {
      all.add(NONE);
    }
    line(all.toString());
  }
}
