package dev.weir.platform.openshift.deployment;

import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * When a deployment config gets its next version by itself. Pure (controllers-and-access.md 4.3).
 */
final class VersionRules {
  private VersionRules() {}

  /** Why the next version is due; empty if it is not. */
  static Optional<Details> due(RolloutState state) {
    List<ImageChange> images = ImageChange.of(state.config());
    boolean follows = hasConfigChange(state.config());
    if (images.isEmpty() && !follows) {
      return Optional.empty();
    }
    if (state.latestVersion() == 0) {
      boolean resolved = images.stream().allMatch(ImageChange::isResolved);
      return resolved ? Optional.of(Details.configChange()) : Optional.empty();
    }
    return state
        .latest()
        .flatMap(
            latest ->
                newImages(state.config(), images, latest)
                    .or(
                        () ->
                            follows && hasNewTemplate(state.config(), latest)
                                ? Optional.of(Details.configChange())
                                : Optional.empty()));
  }

  /** Images that automatic triggers have set since. */
  private static Optional<Details> newImages(
      ObjectNode config, List<ImageChange> images, Rollout latest) {
    Set<String> moved = new TreeSet<>();
    for (ImageChange change : images) {
      boolean isNew =
          change.isAutomatic()
              && change.isResolved()
              && change.places().stream()
                  .map(place -> place.in(ImageChange.podSpec(config)))
                  .filter(container -> image(container).equals(change.last().strip()))
                  .anyMatch(container -> !image(container).equals(image(container, latest)));
      if (isNew) {
        moved.add(change.last());
      }
    }
    return moved.isEmpty() ? Optional.empty() : Optional.of(Details.images(moved));
  }

  /** The image that a container has in a rollout. */
  private static String image(JsonNode container, Rollout rollout) {
    return containers(rollout.podSpec())
        .filter(it -> Json.string(it, "name").equals(Json.string(container, "name")))
        .map(VersionRules::image)
        .findFirst()
        .orElse("");
  }

  private static String image(JsonNode container) {
    return Json.string(container, "image").strip();
  }

  private static Stream<JsonNode> containers(ObjectNode podSpec) {
    return Stream.of("initContainers", "containers")
        .flatMap(list -> Json.arrayAt(podSpec, list).valueStream());
  }

  static boolean hasConfigChange(ObjectNode config) {
    return Json.arrayAt(Json.objectAt(config, "spec"), "triggers")
        .valueStream()
        .anyMatch(trigger -> Json.string(trigger, "type").equals(DeploymentTriggers.CONFIG));
  }

  /**
   * True if the template is another one than that of a rollout; false if nobody can tell any more.
   */
  static boolean hasNewTemplate(ObjectNode config, Rollout rollout) {
    return rollout.config().filter(then -> !template(then).equals(template(config))).isPresent();
  }

  /** With what an earlier build did not fill in. */
  private static ObjectNode template(ObjectNode config) {
    ObjectNode template = Json.objectAt(Json.objectAt(config, "spec"), "template").deepCopy();
    PodDefaults.applyToTemplate(template);
    return template;
  }

  /**
   * True while a trigger has not set an image yet, or is about to put one back that somebody set by
   * hand: neither is ever to run.
   */
  static boolean isAboutToMove(ObjectNode config) {
    ObjectNode podSpec = ImageChange.podSpec(config);
    return containers(podSpec).anyMatch(it -> image(it).isEmpty())
        || ImageChange.of(config).stream()
            .filter(change -> change.isAutomatic() && change.isResolved())
            .anyMatch(
                change ->
                    change.places().stream()
                        .anyMatch(
                            place -> !isSame(image(place.in(podSpec)), change.last().strip())));
  }

  /** The integrated registry has several names. */
  private static boolean isSame(String image, String other) {
    int digest = image.indexOf('@');
    return image.equals(other) || (digest >= 0 && other.endsWith(image.substring(digest)));
  }
}
