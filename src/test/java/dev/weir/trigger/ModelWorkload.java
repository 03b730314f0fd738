package dev.weir.trigger;

import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A workload as it is to be: two containers, each with an entry. */
final class ModelWorkload {
  /** A container that follows a tag. */
  static final class Entry {
    String tag = "one";
    boolean paused;
    String image = "x/y:1";
  }

  private final TaggedFixture fixture;
  private final WorkloadKind kind;
  final String name;
  final List<Entry> entries = List.of(new Entry(), new Entry());

  ModelWorkload(TaggedFixture fixture, ResourceKind kind, String name) {
    this.fixture = fixture;
    this.kind = PodPaths.workload(kind).orElseThrow();
    this.name = name;
  }

  String plural() {
    return kind.kind().plural();
  }

  boolean isJob() {
    return plural().equals("jobs");
  }

  private String annotation() {
    return Stream.of(0, 1)
        .map(
            i ->
                LoopFixture.entry(
                        entries.get(i).tag,
                        kind.podSpecPath() + ".containers[?(@.name=='c" + i + "')].image")
                    .replaceFirst("\\{", "{\"paused\":" + entries.get(i).paused + ","))
        .toList()
        .toString();
  }

  void create() {
    String pods =
        "{restartPolicy: Never, containers: [{name: c0, image: '"
            + entries.get(0).image
            + "'}, {name: c1, image: '"
            + entries.get(1).image
            + "'}]}";
    String template = "{template: {metadata: {labels: {a: b}}, spec: " + pods + "}}";
    String spec =
        switch (plural()) {
          case "pods" -> pods;
          case "jobs" -> template;
          case "cronjobs" -> "{schedule: '@daily', jobTemplate: {spec: " + template + "}}";
          default ->
              "{selector: {matchLabels: {a: b}}, "
                  + template.substring(1).replace("Never", "Always");
        };
    String meta = "{name: %s, annotations: {weir.dev/recreate: 'true'}}".formatted(name);
    ObjectNode object = KindsFixture.yaml("metadata: " + meta + "\nspec: " + spec + "\n");
    Meta.setAnnotation(object, LoopFixture.ANNOTATION, annotation());
    fixture.loop.create(plural(), object);
  }

  /** Has the entries written as they are in the model. */
  void annotate() {
    edit(object -> Meta.setAnnotation(object, LoopFixture.ANNOTATION, annotation()));
  }

  void edit(Consumer<ObjectNode> change) {
    ObjectNode _ = fixture.loop.kinds.edit(plural(), name, change);
  }

  void setImage(int container, String image) {
    entries.get(container).image = image;
    edit(
        object ->
            ((ObjectNode) Json.arrayAt(kind.podSpec(object), "containers").get(container))
                .put("image", image));
  }

  List<String> images() {
    ObjectNode object = fixture.loop.kinds.get(plural(), name);
    return Json.arrayAt(kind.podSpec(object), "containers")
        .valueStream()
        .map(container -> Json.string(container, "image"))
        .toList();
  }

  /** What the loop makes of it; true if that takes a write. */
  boolean settle(Map<String, String> tags) {
    boolean moves = false;
    for (Entry entry : entries) {
      String wanted = tags.getOrDefault(entry.tag, "");
      if (!entry.paused && !wanted.isEmpty()) {
        String image = fixture.pullSpec(wanted);
        moves |= !entry.image.equals(image);
        entry.image = image;
      }
    }
    return moves;
  }
}
