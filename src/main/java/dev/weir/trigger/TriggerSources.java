package dev.weir.trigger;

import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.trigger.TriggerAnnotation.Parsed;
import dev.weir.workload.PodPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The streams of other namespaces that an object follows, by annotation or by its own fields. */
final class TriggerSources {
  private static final String DEPLOYMENT_CONFIGS = "deploymentconfigs.apps.openshift.io";
  private static final String BUILD_CONFIGS = "buildconfigs.build.openshift.io";

  private TriggerSources() {}

  /**
   * Something in an object that follows a tag.
   *
   * @param what by what one is known again after a change
   * @param active false if it does nothing as it is
   */
  record Source(StreamName stream, String what, boolean active) {
    /** An entry of the annotation. */
    static Source of(Trigger trigger) {
      String what = trigger.from() + " " + trigger.fieldPath();
      return new Source(trigger.stream(), what, !trigger.paused());
    }

    /** True if it sets something going that did not go before. */
    boolean isNewTo(List<Source> before) {
      return before.stream()
          .noneMatch(
              old ->
                  old.stream().equals(stream)
                      && old.what().equals(what)
                      && (old.active() || !active));
    }
  }

  /** Empty for kinds that follow nothing, and for what stays in the object's own namespace. */
  static List<Source> of(ResourceKind kind, ObjectNode object) {
    String namespace = Meta.namespace(object);
    Stream<Source> all =
        switch (kind.resource()) {
          case DEPLOYMENT_CONFIGS -> deploymentConfig(object);
          case BUILD_CONFIGS -> buildConfig(object);
          default -> PodPaths.workload(kind).stream().flatMap(_ -> annotated(object));
        };
    return all.filter(source -> !source.stream().namespace().equals(namespace)).toList();
  }

  private static Stream<Source> annotated(ObjectNode object) {
    String text = Meta.annotation(object, TriggerAnnotation.KEY);
    return switch (TriggerAnnotation.parse(text, Meta.namespace(object))) {
      case Parsed.Triggers(List<Trigger> triggers) -> triggers.stream().map(Source::of);
      case Parsed.Malformed _ -> Stream.empty();
    };
  }

  private static Stream<Source> deploymentConfig(ObjectNode object) {
    List<Source> found = new ArrayList<>();
    for (JsonNode params : triggers(object, "imageChangeParams")) {
      named(object, Json.objectAt(params, "from"))
          .map(
              tag ->
                  new Source(
                      tag.at(),
                      tag.name() + " " + Json.arrayAt(params, "containerNames"),
                      params.path("automatic").asBoolean(false)))
          .ifPresent(found::add);
    }
    return found.stream();
  }

  private static Stream<Source> buildConfig(ObjectNode object) {
    List<Source> found = new ArrayList<>();
    for (JsonNode change : triggers(object, "imageChange")) {
      ObjectNode own = Json.objectAt(change, "from");
      named(object, own.isEmpty() ? strategysFrom(object) : own)
          .map(tag -> new Source(tag.at(), tag.name(), !change.path("paused").asBoolean(false)))
          .ifPresent(found::add);
    }
    return found.stream();
  }

  private static List<JsonNode> triggers(ObjectNode object, String member) {
    return Json.arrayAt(Json.objectAt(object, "spec"), "triggers")
        .valueStream()
        .filter(trigger -> Json.string(trigger, "type").equals("ImageChange"))
        .map(trigger -> trigger.path(member))
        .toList();
  }

  private static ObjectNode strategysFrom(ObjectNode object) {
    ObjectNode strategy = Json.objectAt(Json.objectAt(object, "spec"), "strategy");
    return Stream.of("sourceStrategy", "dockerStrategy", "customStrategy")
        .map(kind -> Json.objectAt(Json.objectAt(strategy, kind), "from"))
        .filter(from -> !from.isEmpty())
        .findFirst()
        .orElseGet(Json::object);
  }

  private record Tag(StreamName at, String name) {}

  private static Optional<Tag> named(ObjectNode object, ObjectNode from) {
    String name = Json.string(from, "name");
    String own = Json.string(from, "namespace");
    int colon = name.indexOf(':');
    return colon <= 0
        ? Optional.empty()
        : Optional.of(
            new Tag(
                new StreamName(
                    own.isEmpty() ? Meta.namespace(object) : own, name.substring(0, colon)),
                name));
  }
}
