package dev.weir.hook.notification;

import dev.weir.resource.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Harbor's payload in its Default form and as a CloudEvent. Harbor has several names too. */
final class HarborNotification {
  private static final Set<String> PUSHES = Set.of("PUSH_ARTIFACT", "harbor.artifact.pushed");

  private HarborNotification() {}

  static void read(ObjectNode payload, Found found) throws NotificationException {
    String type = Json.string(payload, "type");
    if (type.isEmpty()) {
      throw new NotificationException("\"type\" does not say what happened");
    }
    if (!PUSHES.contains(type)) {
      return;
    }
    ObjectNode data = Json.objectAt(payload, payload.has("specversion") ? "data" : "event_data");
    String path = Json.string(Json.objectAt(data, "repository"), "repo_full_name");
    if (path.isEmpty() || !(data.get("resources") instanceof ArrayNode resources)) {
      throw new NotificationException(
          "a push names no \"resources\", or no \"repository\" with its \"repo_full_name\"");
    }
    for (JsonNode resource : resources) {
      found.add("", path, Json.string(resource, "tag"));
    }
  }
}
