package dev.weir.platform.openshift.build;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.follower.Trigger;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts the first build of a config that wants one when it is made (controllers-and-access.md
 * 3.6). Later changes of it start none.
 */
final class FirstBuilds {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int INVALID = 422;

  private final Resources resources;
  private final EventRecorder events;
  private final AwaitedStreams awaited;

  FirstBuilds(Resources resources, EventRecorder events, AwaitedStreams awaited) {
    this.resources = resources;
    this.events = events;
    this.awaited = awaited;
  }

  /**
   * Starts it if it is wanted and was never started.
   *
   * @param key to be marked again when an image comes that is missing
   */
  void start(String key, ObjectNode config) {
    if (!isWanted(config)) {
      return;
    }
    String namespace = Meta.namespace(config);
    BuildInputs.references(Json.objectAt(config, "spec"))
        .values()
        .forEach(
            from ->
                Trigger.TagKey.of(from, namespace)
                    .ifPresent(tag -> awaited.await(key, tag.streamName())));
    try {
      ApiObject _ =
          resources.create(
              Kinds.BUILD_CONFIG,
              namespace,
              Meta.name(config),
              "instantiate",
              BuildRequests.ofConfig(config));
    } catch (StatusException refused) {
      told(config, refused);
    }
  }

  private static boolean isWanted(ObjectNode config) {
    return BuildStarts.lastVersion(config) == 0
        && !PausedConfigs.isPaused(config)
        && !Meta.of(config).has("deletionTimestamp")
        && Json.arrayAt(Json.objectAt(config, "spec"), "triggers")
            .valueStream()
            .anyMatch(trigger -> Json.string(trigger, "type").equals("ConfigChange"));
  }

  private void told(ObjectNode config, StatusException refused) {
    ObjectNode now =
        resources.get(Kinds.BUILD_CONFIG, Meta.namespace(config), Meta.name(config)).tree();
    if (BuildStarts.lastVersion(now) > 0) {
      return; // somebody else was first
    }
    boolean _ =
        events.warn(
            Kinds.BUILD_CONFIG,
            Meta.of(config),
            "BuildConfigInstantiateFailed",
            "the first build was not started: " + refused.status().message());
    int code = refused.status().code();
    if (code != BAD_REQUEST && code != FORBIDDEN && code != INVALID) {
      throw refused;
    }
  }
}
