package dev.weir.hook.notification;

import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Docker Hub's webhook. Its {@code callback_url} is left alone. */
final class HubNotification {
  private static final String HOST = "docker.io";

  private HubNotification() {}

  static void read(ObjectNode payload, Found found) throws NotificationException {
    String path = Json.string(Json.objectAt(payload, "repository"), "repo_name");
    if (path.isEmpty() || !payload.path("push_data").isObject()) {
      throw new NotificationException(
          "there is no \"push_data\", or no \"repository\" with its \"repo_name\"");
    }
    found.add(HOST, path, Json.string(Json.objectAt(payload, "push_data"), "tag"));
  }
}
