package dev.weir.cli.image;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and changes the triggers of a workload as its annotation holds them (cli.md 10). Pure; what
 * is written is always in the canonical form.
 */
final class TriggerEdit {
  static final String ANNOTATION = "image.openshift.io/triggers";

  private static final Pattern CONTAINER =
      Pattern.compile(
          ".*\\.(?:initContainers|containers)\\[\\s*\\?\\(\\s*@\\.name\\s*==?\\s*[\"'](?<name>[^\"']+)[\"']\\s*\\)\\s*\\]\\.image");

  private static final Pattern NUMBERED =
      Pattern.compile(".*\\.(?<list>initContainers|containers)\\[(?<index>\\d{1,4})\\]\\.image");

  private final WorkloadKind pods;
  private final ObjectNode object;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One trigger.
   *
   * @param namespace empty for the workload's own
   * @param container name, or the path if it names none
   */
  record Entry(String name, String namespace, String container, String path, boolean paused) {
    boolean isOf(String tag, String space) {
      return name.equals(tag) && namespace.equals(space);
    }

    Entry paused(boolean now) {
      return new Entry(name, namespace, container, path, now);
    }
  }

  private TriggerEdit(WorkloadKind pods, ObjectNode object) {
    this.pods = pods;
    this.object = object;
  }

  /** The triggers of an object; empty if its annotation cannot be read. */
  static Optional<TriggerEdit> of(WorkloadKind pods, ObjectNode object) {
    TriggerEdit edit = new TriggerEdit(pods, object);
    String text = Meta.annotation(object, ANNOTATION);
    try {
      JsonNode list = text.isBlank() ? Json.array() : Json.parse(text);
      if (!list.isArray() && !list.isNull()) {
        return Optional.empty();
      }
      list.forEach(entry -> edit.entries.add(edit.entry(entry)));
      return Optional.of(edit);
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private Entry entry(JsonNode json) {
    JsonNode from = Json.objectAt(json, "from");
    String path = Json.string(json, "fieldPath");
    String space = Json.string(from, "namespace");
    return new Entry(
        Json.string(from, "name"),
        space.equals(Meta.namespace(object)) ? "" : space,
        container(path),
        path,
        json.path("paused").asString("false").equals("true"));
  }

  /** The container that a path means by its name or its place, or the path. */
  private String container(String path) {
    Matcher named = CONTAINER.matcher(path);
    if (named.matches()) {
      return named.group("name");
    }
    Matcher numbered = NUMBERED.matcher(path);
    String name =
        numbered.matches()
            ? Json.string(
                Json.arrayAt(template(), numbered.group("list"))
                    .path(Integer.parseInt(numbered.group("index"))),
                "name")
            : "";
    return name.isEmpty() ? path : name;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Names of the containers of the pod template, init containers last. */
  List<String> containers() {
    JsonNode template = template();
    List<String> names = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      Json.arrayAt(template, list).forEach(one -> names.add(Json.string(one, "name")));
    }
    return names;
  }

  private JsonNode template() {
    return pods.podSpec(object);
  }

  /** True if the container follows another tag. */
  boolean followsOther(String name, String namespace, String container) {
    return entries.stream()
        .anyMatch(entry -> entry.container().equals(container) && !entry.isOf(name, namespace));
  }

  /** Adds a trigger; one that the container has is replaced. */
  void set(String name, String namespace, String container, boolean paused) {
    String list =
        Json.arrayAt(template(), "initContainers")
                .valueStream()
                .anyMatch(one -> Json.string(one, "name").equals(container))
            ? "initContainers"
            : "containers";
    String path = pods.podSpecPath() + "." + list + "[?(@.name==\"" + container + "\")].image";
    Entry entry = new Entry(name, namespace, container, path, paused);
    int there = entries.stream().map(Entry::container).toList().indexOf(container);
    if (there < 0) {
      entries.add(entry);
    } else {
      entries.set(there, entry);
    }
  }

  void remove(String name, String namespace) {
    entries.removeIf(entry -> entry.isOf(name, namespace));
  }

  void removeAll() {
    entries.clear();
  }

  void pause(boolean paused) {
    entries.replaceAll(entry -> entry.paused(paused));
  }

  /** The annotation as it is to be; empty if there are no triggers left. */
  String annotation() {
    if (entries.isEmpty()) {
      return "";
    }
    ArrayNode list = Json.array();
    for (Entry entry : entries) {
      ObjectNode json = list.addObject();
      ObjectNode from = json.putObject("from");
      from.put("kind", "ImageStreamTag").put("name", entry.name());
      if (!entry.namespace().isEmpty()) {
        from.put("namespace", entry.namespace());
      }
      json.put("fieldPath", entry.path());
      if (entry.paused()) {
        json.put("paused", true);
      }
    }
    return Json.text(list);
  }
}
