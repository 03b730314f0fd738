package dev.weir.platform.openshift.build;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.follower.Cause;
import dev.weir.follower.SameImage;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Build configs follow tags by their own fields (controllers-and-access.md 3.1): when tags move,
 * one build is asked for, whose causes they are.
 */
public final class BuildConfigs implements TriggeredKind {
  private static final int NOT_FOUND = 404;

  @Override
  public ResourceKind kind() {
    return Kinds.BUILD_CONFIG;
  }

  @Override
  public Triggers triggers(ObjectNode config) {
    return Triggers.of(
        BuildTriggers.imageChanges(Json.objectAt(config, "spec"))
            .flatMap(change -> trigger(change, config).stream())
            .toList());
  }

  private static Optional<Trigger> trigger(JsonNode change, ObjectNode config) {
    return ImageRecords.tag(config, change)
        .map(tag -> new Trigger.OfBuild(tag, !change.path("paused").asBoolean(false)));
  }

  @Override
  public List<TriggerDecision> decide(ObjectNode config, List<Trigger> triggers, TagLookup tags) {
    boolean still = PausedConfigs.isPaused(config) || Meta.of(config).has("deletionTimestamp");
    List<TriggerDecision> decisions = new ArrayList<>(triggers.size());
    for (Trigger trigger : triggers) {
      decisions.add(
          still || !trigger.active()
              ? new TriggerDecision.Paused(trigger)
              : decide(config, trigger, tags));
    }
    return decisions;
  }

  private static TriggerDecision decide(ObjectNode config, Trigger trigger, TagLookup tags) {
    Optional<String> newest = tags.newest(trigger.from());
    if (newest.isEmpty()) {
      return new TriggerDecision.Unresolved(trigger);
    }
    String last = last(config, trigger.from());
    return SameImage.isSame(last, newest.get(), tags)
        ? new TriggerDecision.UpToDate(trigger)
        : new TriggerDecision.Move(trigger, last, newest.get());
  }

  private static String last(ObjectNode config, Trigger.TagKey tag) {
    JsonNode change =
        ImageRecords.changes(config).stream()
            .filter(one -> ImageRecords.tag(config, one).filter(tag::equals).isPresent())
            .findFirst()
            .<JsonNode>map(one -> one)
            .orElseGet(Json::object);
    return ImageRecords.last(config, tag, change);
  }

  /** By one request, however many tags have moved. */
  @Override
  public void carryOut(Resources resources, ObjectNode config, List<Cause> causes) {
    String namespace = Meta.namespace(config);
    String name = Meta.name(config);
    try {
      ApiObject _ =
          resources.create(
              kind(), namespace, name, "instantiate", BuildRequests.ofImages(config, causes));
    } catch (StatusException refused) {
      if (refused.status().code() == NOT_FOUND || isDone(resources, config, causes)) {
        return;
      }
      boolean _ =
          new EventRecorder(resources, Kinds.EVENT, "builds", causes.getFirst()::when)
              .warn(
                  kind(),
                  Meta.of(config),
                  "BuildConfigTriggerFailed",
                  "no build was started for a new image: " + refused.status().message());
      throw refused;
    }
  }

  /** True if somebody else had a build made with these images meanwhile. */
  private boolean isDone(Resources resources, ObjectNode config, List<Cause> causes) {
    ObjectNode now = resources.get(kind(), Meta.namespace(config), Meta.name(config)).tree();
    return causes.stream()
        .map(Cause::move)
        .allMatch(move -> last(now, move.trigger().from()).equals(move.to()));
  }
}
