package dev.weir.why;

import dev.weir.follower.Trigger;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.Triggers;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.why.Followed.Behind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What builds and their configurations start from, and why. Pure, for the facts given. */
final class BuildReasons {
  private static final List<String> STRATEGIES =
      List.of("dockerStrategy", "sourceStrategy", "customStrategy");
  private static final Behind BEHIND =
      Behind.moving("the next build takes it; if none starts, its Events say why");

  private static final String LAST = "lastTriggeredImageID";

  private final ImageReasons reasons;

  BuildReasons(ImageReasons reasons) {
    this.reasons = reasons;
  }

  /** Why it builds from what it builds. */
  ObjectReason of(Subject asked, Optional<Following> following) {
    ObjectNode object = asked.object();
    Triggers triggers = following.map(it -> it.triggers(object)).orElse(Triggers.NONE);
    List<ImageReason> images = new ArrayList<>();
    Set<TagKey> moved = new HashSet<>();
    List<TriggerDecision> decisions =
        following.map(it -> it.decide(object, triggers.all(), reasons.tags())).orElse(List.of());
    for (int i = 0; i < triggers.all().size(); i++) {
      boolean paused = i < decisions.size() && decisions.get(i) instanceof TriggerDecision.Paused;
      Trigger own = triggers.all().get(i);
      // a config is paused as a whole, too
      Trigger trigger = paused ? new Trigger.OfBuild(own.from(), false) : own;
      moved.add(trigger.from());
      images.add(
          reasons.followed(
              "build from " + trigger.from().nameInNamespace(),
              lastImage(object, trigger.from(), asked.namespace()),
              trigger,
              following.orElseThrow(),
              List.of(object),
              BEHIND));
    }
    for (ObjectNode from : references(Json.objectAt(object, "spec"))) {
      Optional<TagKey> tag = tag(from, asked.namespace());
      if (tag.isEmpty()) {
        images.add(named(Json.string(from, "name"), object, asked.namespace()));
      } else if (moved.add(tag.get())) {
        images.add(reasons.ofTag("build from " + tag.get().nameInNamespace(), tag.get()));
      }
    }
    int kept = Math.min(images.size(), PodReasons.MOST);
    return new ObjectReason(
        asked.kind(),
        asked.namespace(),
        asked.name(),
        asked.elsewhere(),
        asked.kind().equals(Kinds.BUILD) ? configs(object) : List.of(),
        images.subList(0, kept),
        images.size() - kept,
        triggers.problems());
  }

  /**
   * Of an image that is named itself, as builds do that were made: of which tag, if they say so.
   */
  private ImageReason named(String image, ObjectNode object, String namespace) {
    for (JsonNode cause : Json.arrayAt(Json.objectAt(object, "spec"), "triggeredBy")) {
      ObjectNode change = Json.objectAt(cause, "imageChangeBuild");
      Optional<TagKey> tag = TagKey.of(Json.objectAt(change, "fromRef"), namespace);
      if (tag.isPresent() && Json.string(change, "imageID").equals(image)) {
        return reasons.from("build from " + tag.get().nameInNamespace(), tag.get(), image);
      }
    }
    return reasons.unmoved("build from", image, namespace, false);
  }

  private static Optional<TagKey> tag(ObjectNode from, String namespace) {
    String kind = Json.string(from, "kind");
    return kind.equals("ImageStreamTag") || kind.isEmpty()
        ? TagKey.of(from, namespace)
        : Optional.empty();
  }

  /** What the trigger on a tag gave the last build that it started. */
  private static String lastImage(ObjectNode object, TagKey tag, String namespace) {
    for (JsonNode built : Json.arrayAt(Json.objectAt(object, "status"), "imageChangeTriggers")) {
      String last = Json.string(built, LAST);
      if (!last.isEmpty()
          && TagKey.of(Json.objectAt(built, "from"), namespace).filter(tag::equals).isPresent()) {
        return last;
      }
    }
    ObjectNode spec = Json.objectAt(object, "spec");
    List<ObjectNode> strategy = strategies(spec);
    for (JsonNode trigger : Json.arrayAt(spec, "triggers")) {
      ObjectNode change = Json.objectAt(trigger, "imageChange");
      ObjectNode own = Json.objectAt(change, "from");
      ObjectNode from = own.isEmpty() && !strategy.isEmpty() ? strategy.getFirst() : own;
      String last = Json.string(change, LAST);
      if (!last.isEmpty() && TagKey.of(from, namespace).filter(tag::equals).isPresent()) {
        return last;
      }
    }
    return "";
  }

  private static List<ObjectNode> references(ObjectNode spec) {
    List<ObjectNode> found = new ArrayList<>(strategies(spec));
    for (JsonNode image : Json.arrayAt(Json.objectAt(spec, "source"), "images")) {
      add(found, image);
    }
    return found;
  }

  private static List<ObjectNode> strategies(ObjectNode spec) {
    List<ObjectNode> found = new ArrayList<>();
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    STRATEGIES.forEach(name -> add(found, Json.objectAt(strategy, name)));
    return found;
  }

  private static void add(List<ObjectNode> found, JsonNode holder) {
    if (holder.get("from") instanceof ObjectNode from && !from.isEmpty()) {
      found.add(from);
    }
  }

  private static List<String> configs(ObjectNode build) {
    String config = Json.string(Json.objectAt(Json.objectAt(build, "status"), "config"), "name");
    return config.isEmpty() ? List.of() : List.of(Kinds.BUILD_CONFIG.resource() + "/" + config);
  }
}
