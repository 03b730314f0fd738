package dev.weir.platform.openshift.build.webhook;

import dev.weir.failure.TextProblem;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was sent to a webhook.
 *
 * @param header finds a header by its name
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares them
record Notification(Function<String, Optional<String>> header, byte[] body) {
  static final String JSON = "application/json";

  /** In lower case and without parameters; empty if none is told. */
  String mediaType() {
    return header
        .apply("Content-Type")
        .orElse("")
        .split(";", 2)[0]
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The event that a header names.
   *
   * @param names of the header, the one that counts first
   * @throws dev.weir.resource.StatusException 400 if there is none
   */
  String event(String... names) {
    for (String name : names) {
      Optional<String> event = header.apply(name).filter(text -> !text.isBlank());
      if (event.isPresent()) {
        return event.get().strip();
      }
    }
    throw ApiStatus.badRequest(
            "the notification has no header "
                + String.join(" or ", names)
                + " that says what it is")
        .exception();
  }

  /**
   * The document, of senders that always send one.
   *
   * @throws dev.weir.resource.StatusException 400 if it is none
   */
  ObjectNode document() {
    if (!mediaType().equals(JSON)) {
      throw ApiStatus.badRequest(
              "unsupported Content-Type \"" + mediaType() + "\": let the sender send " + JSON)
          .exception();
    }
    JsonNode read;
    try {
      read = Json.parseSent(body);
    } catch (JacksonException mistake) {
      throw ApiStatus.badRequest(
              "the notification is not valid JSON at " + TextProblem.place(mistake))
          .exception();
    }
    if (read instanceof ObjectNode document) {
      return document;
    }
    throw ApiStatus.badRequest("the notification must be one JSON object").exception();
  }
}
