package dev.weir.platform.openshift.deployment;

import dev.weir.follower.TagLookup;
import dev.weir.platform.openshift.deployment.ImageChange.Place;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What asking for a rollout makes of a deployment config. Pure (controllers-and-access.md 4.5).
 *
 * @param latest image triggers are resolved now
 * @param force there is a version whether anything has changed or not, and triggers that are not
 *     automatic count too
 * @param excluded types of triggers that are not asked
 */
record Instantiation(boolean latest, boolean force, List<String> excluded) {
  Instantiation {
    excluded = List.copyOf(excluded);
  }

  /** What is made of it. */
  sealed interface Outcome {
    /**
     * The config with its next version.
     *
     * @param config with its status; a copy
     */
    record Version(ObjectNode config) implements Outcome {}

    /** Nothing has changed. */
    record Nothing() implements Outcome {}

    /** An image trigger has no image yet. */
    record Unresolved() implements Outcome {}

    /** A trigger may not move anything. */
    record Forbidden(ImageChange change, String reason) implements Outcome {}
  }

  /**
   * Makes it.
   *
   * @param before the rollout of the latest version, if there is one
   * @param refusal why a trigger may not move anything, if so
   */
  Outcome of(
      ObjectNode present,
      Optional<Rollout> before,
      TagLookup tags,
      Function<ImageChange, Optional<String>> refusal) {
    ObjectNode config = present.deepCopy();
    if (latest && !excluded.contains(ImageChange.TYPE)) {
      Optional<Outcome> forbidden = resolve(config, tags, refusal);
      if (forbidden.isPresent()) {
        return forbidden.get();
      }
    }
    List<ImageChange> images = ImageChange.of(config);
    if (!images.stream().allMatch(ImageChange::isResolved)) {
      return new Outcome.Unresolved();
    }
    Optional<Details> cause = cause(config, images, before);
    if (cause.isEmpty()) {
      return new Outcome.Nothing();
    }
    config.set("status", cause.get().next(Json.objectAt(config, "status")));
    return new Outcome.Version(config);
  }

  /** Gives the config the newest images of its tags. */
  private Optional<Outcome> resolve(
      ObjectNode config, TagLookup tags, Function<ImageChange, Optional<String>> refusal) {
    for (ImageChange change : ImageChange.of(config)) {
      Optional<String> newest =
          force || change.isAutomatic() ? tags.newest(change.trigger().from()) : Optional.empty();
      if (newest.isPresent()) {
        Optional<String> reason = refusal.apply(change);
        if (reason.isPresent()) {
          return Optional.of(new Outcome.Forbidden(change, reason.get()));
        }
        set(config, change, newest.get());
      }
    }
    return Optional.empty();
  }

  private static void set(ObjectNode config, ImageChange change, String image) {
    ObjectNode podSpec = ImageChange.podSpec(config);
    for (Place place : change.places()) {
      if (place.in(podSpec) instanceof ObjectNode container) {
        container.put("image", image);
      }
    }
    if (config.at("/spec/triggers/" + change.index() + "/imageChangeParams")
        instanceof ObjectNode params) {
      params.put("lastTriggeredImage", image);
    }
  }

  private Optional<Details> cause(
      ObjectNode config, List<ImageChange> images, Optional<Rollout> before) {
    if (force) {
      return Optional.of(Details.manual());
    }
    Optional<ObjectNode> then = before.flatMap(Rollout::config);
    List<ImageChange> moved = new ArrayList<>();
    for (ImageChange change : images) {
      if (change.isAutomatic() && (then.isEmpty() || isNew(change, then.get()))) {
        moved.add(change);
      }
    }
    if (!moved.isEmpty()) {
      return Optional.of(Details.tags(moved));
    }
    boolean changed = before.isEmpty() || VersionRules.hasNewTemplate(config, before.get());
    return VersionRules.hasConfigChange(config) && changed
        ? Optional.of(Details.configChange())
        : Optional.empty();
  }

  /** True if the trigger had another image then, or was not there. */
  private static boolean isNew(ImageChange change, ObjectNode then) {
    return ImageChange.of(then).stream()
        .noneMatch(
            old ->
                old.trigger().from().equals(change.trigger().from())
                    && old.last().equals(change.last()));
  }
}
