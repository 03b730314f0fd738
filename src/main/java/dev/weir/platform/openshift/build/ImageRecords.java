package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which image of each followed tag a build config was built with last. It stands in {@code
 * status.imageChangeTriggers}, and again in the trigger itself for clients that know no other place
 * (controllers-and-access.md 3.1). Pure.
 */
final class ImageRecords {
  private static final String LAST = "lastTriggeredImageID";
  private static final String TIME = "lastTriggerTime";
  private static final String ALL = "imageChangeTriggers";

  private ImageRecords() {}

  /** The tag that an image trigger follows, if it names one. */
  static Optional<Trigger.TagKey> tag(ObjectNode config, JsonNode imageChange) {
    return Trigger.TagKey.of(
        BuildTriggers.from(imageChange, Json.objectAt(config, "spec")), Meta.namespace(config));
  }

  /**
   * Pull spec of the image that a tag had when it was built with last; empty if it never was.
   *
   * @param imageChange one that follows the tag
   */
  static String last(ObjectNode config, Trigger.TagKey tag, JsonNode imageChange) {
    return entry(config, tag)
        .map(entry -> Json.string(entry, LAST))
        .filter(image -> !image.isEmpty())
        .orElseGet(() -> Json.string(imageChange, LAST));
  }

  private static Optional<ObjectNode> entry(ObjectNode config, Trigger.TagKey tag) {
    return all(config).filter(entry -> isOf(config, entry, tag)).findFirst();
  }

  private static java.util.stream.Stream<ObjectNode> all(ObjectNode config) {
    return Json.arrayAt(Json.objectAt(config, "status"), ALL)
        .valueStream()
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  private static boolean isOf(ObjectNode config, JsonNode entry, Trigger.TagKey tag) {
    return Trigger.TagKey.of(entry.path("from"), Meta.namespace(config))
        .filter(tag::equals)
        .isPresent();
  }

  /** Notes that a build is made with an image of a tag. */
  static void note(
      ObjectNode config, ObjectNode imageChange, Trigger.TagKey tag, String image, Instant when) {
    imageChange.put(LAST, image);
    ObjectNode entry =
        entry(config, tag)
            .orElseGet(
                () -> Json.ensureArray(Json.ensureObject(config, "status"), ALL).addObject());
    entry.put(LAST, image);
    entry.putObject("from").put("name", tag.nameInNamespace()).put("namespace", tag.namespace());
    entry.put(TIME, when.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Keeps what was noted where an update leaves it out or says something older, as a file does that
   * is written again: what was built is not built anew for it. Notes of tags that nothing follows
   * any more go.
   */
  static void keep(ObjectNode updated, ObjectNode old) {
    ArrayNode kept = Json.array();
    for (JsonNode imageChange :
        BuildTriggers.imageChanges(Json.objectAt(updated, "spec")).toList()) {
      Optional<Trigger.TagKey> tag = tag(updated, imageChange);
      if (tag.isEmpty() || !(imageChange instanceof ObjectNode change)) {
        continue;
      }
      newer(entry(updated, tag.get()), entry(old, tag.get()))
          .ifPresent(
              entry -> {
                kept.add(entry);
                change.put(LAST, Json.string(entry, LAST));
              });
    }
    ObjectNode status = Json.ensureObject(updated, "status");
    if (kept.isEmpty()) {
      status.remove(ALL);
    } else {
      status.set(ALL, kept);
    }
  }

  private static Optional<ObjectNode> newer(Optional<ObjectNode> sent, Optional<ObjectNode> old) {
    return sent.isEmpty() || (old.isPresent() && time(sent.get()).isBefore(time(old.get())))
        ? old
        : sent;
  }

  private static Instant time(JsonNode entry) {
    try {
      return Instant.parse(Json.string(entry, TIME));
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }

  /** The image triggers of a build config, to be changed. */
  static List<ObjectNode> changes(ObjectNode config) {
    return BuildTriggers.imageChanges(Json.objectAt(config, "spec"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .toList();
  }
}
