package dev.weir.hook.notification;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An envelope of {@code application/vnd.docker.distribution.events.v2+json}: many events in one.
 * Blobs and manifests without a tag are pushed too, and say nothing about any tag. The host in a
 * target's address is what the registry believes to be called, so any may be meant.
 */
final class DistributionNotification {
  private DistributionNotification() {}

  static void read(ObjectNode envelope, Found found) throws NotificationException {
    if (!(envelope.get("events") instanceof ArrayNode events)) {
      throw new NotificationException("\"events\" is no list");
    }
    for (JsonNode event : events) {
      if (!event.isObject()) {
        throw new NotificationException("one of \"events\" is no object");
      }
      if (Json.string(event, "action").equals("push")) {
        ObjectNode target = Json.objectAt(event, "target");
        found.add("", Json.string(target, "repository"), Json.string(target, "tag"));
      }
    }
  }
}
