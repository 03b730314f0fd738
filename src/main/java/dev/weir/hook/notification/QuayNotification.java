package dev.weir.hook.notification;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Quay's "Push to Repository". {@code updated_tags} is a list, and was once an object by tag; the
 * other events have none. Only quay.io itself is sure of its name.
 */
final class QuayNotification {
  private static final String HOST = "quay.io";

  private QuayNotification() {}

  static void read(ObjectNode payload, Found found) throws NotificationException {
    String path = Json.string(payload, "repository");
    if (path.isEmpty()) {
      throw new NotificationException("\"repository\" names none");
    }
    String host = Json.string(payload, "docker_url").startsWith(HOST + "/") ? HOST : "";
    JsonNode tags = payload.path("updated_tags");
    for (JsonNode tag : Json.arrayAt(payload, "updated_tags")) {
      found.add(host, path, tag.asString(""));
    }
    if (tags.isObject()) {
      tags.propertyNames().forEach(tag -> found.add(host, path, tag));
    }
  }
}
