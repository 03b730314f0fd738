package dev.weir.platform.openshift.deployment;

import dev.weir.follower.Trigger;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An {@code ImageChange} trigger of a deployment config, and the containers that it sets
 * (controllers-and-access.md 4.1). Pure.
 *
 * @param index its place in {@code spec.triggers}
 * @param last {@code lastTriggeredImage}, empty if it has not fired yet
 * @param places of the containers that it names, init containers too; without those that another
 *     trigger sets already
 */
record ImageChange(int index, Trigger.OfContainers trigger, String last, List<Place> places) {
  static final String TYPE = "ImageChange";

  private static final List<String> LISTS = List.of("initContainers", "containers");

  ImageChange {
    places = List.copyOf(places);
  }

  /**
   * Where a container stands in the pod spec.
   *
   * @param list {@code containers} or {@code initContainers}
   */
  record Place(String list, int index) {
    JsonNode in(ObjectNode podSpec) {
      return Json.arrayAt(podSpec, list).path(index);
    }

    String image(ObjectNode podSpec) {
      return Json.string(in(podSpec), "image");
    }
  }

  /**
   * The image triggers of a deployment config, in the order in which they are written. Of two that
   * name one container the first automatic one has it: they would move it to and fro.
   */
  static List<ImageChange> of(ObjectNode config) {
    List<ImageChange> read = new ArrayList<>();
    ArrayNode triggers = Json.arrayAt(Json.objectAt(config, "spec"), "triggers");
    for (int index = 0; index < triggers.size(); index++) {
      if (Json.string(triggers.get(index), "type").equals(TYPE)) {
        read(index, triggers.get(index).path("imageChangeParams"), config).ifPresent(read::add);
      }
    }
    Set<Place> taken = new HashSet<>();
    List<ImageChange> placed = new ArrayList<>(read);
    for (boolean automatic : new boolean[] {true, false}) {
      for (int i = 0; i < read.size(); i++) {
        if (read.get(i).isAutomatic() == automatic) {
          placed.set(i, read.get(i).placed(podSpec(config), taken));
        }
      }
    }
    return placed;
  }

  private static Optional<ImageChange> read(int index, JsonNode params, ObjectNode config) {
    return Trigger.TagKey.of(params.path("from"), Meta.namespace(config))
        .map(
            tag ->
                new ImageChange(
                    index,
                    new Trigger.OfContainers(
                        tag,
                        DeploymentTriggers.names(params).toList(),
                        params.path("automatic").asBoolean(false)),
                    Json.string(params, "lastTriggeredImage"),
                    List.of()));
  }

  private ImageChange placed(ObjectNode podSpec, Set<Place> taken) {
    List<Place> found = new ArrayList<>();
    for (String list : LISTS) {
      ArrayNode containers = Json.arrayAt(podSpec, list);
      for (int i = 0; i < containers.size(); i++) {
        boolean named = trigger.names().contains(Json.string(containers.get(i), "name"));
        if (named && taken.add(new Place(list, i))) {
          found.add(new Place(list, i));
        }
      }
    }
    return new ImageChange(index, trigger, last, found);
  }

  /** The pod spec of a config's template. */
  static ObjectNode podSpec(JsonNode config) {
    return Json.objectAt(Json.objectAt(Json.objectAt(config, "spec"), "template"), "spec");
  }

  boolean isAutomatic() {
    return trigger.active();
  }

  /** True if it has fired once. */
  boolean isResolved() {
    return !last.isEmpty();
  }
}
