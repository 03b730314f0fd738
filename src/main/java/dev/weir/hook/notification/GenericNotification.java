package dev.weir.hook.notification;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What anybody may write: {@code {"image": "quay.io/team/app:v1"}}, {@code {"images": […]}}, {@code
 * {"repository": "team/app", "tag": "v1"}}, or a list of such things or of pull specs. A name
 * without a host means any; one without a tag means {@code latest}.
 */
final class GenericNotification {
  private static final int LONGEST_SHOWN = 100;
  private static final String DEFAULT_TAG = "latest";
  private static final String FORMS =
      "expected {\"image\": \"HOST/PATH:TAG\"}, {\"images\": [\"HOST/PATH:TAG\", …]},"
          + " {\"repository\": \"PATH\", \"tag\": \"TAG\"}, or a list of such";

  private GenericNotification() {}

  static void read(JsonNode document, Found found) throws NotificationException {
    if (document instanceof ArrayNode list) {
      for (JsonNode each : list) {
        one(each, found);
      }
    } else {
      one(document, found);
    }
  }

  private static void one(JsonNode value, Found found) throws NotificationException {
    String image = value.isString() ? value.asString("") : Json.string(value, "image");
    if (!image.isEmpty()) {
      add(image, "", found);
    } else if (value.get("images") instanceof ArrayNode images) {
      for (JsonNode each : images) {
        if (!each.isString()) {
          throw new NotificationException(FORMS);
        }
        add(each.asString(), "", found);
      }
    } else if (!Json.string(value, "repository").isEmpty()) {
      add(Json.string(value, "repository"), Json.string(value, "tag"), found);
    } else {
      throw new NotificationException(FORMS);
    }
  }

  private static void add(String spec, String tag, Found found) throws NotificationException {
    ImageReference named = parsed(spec);
    if (named.name().isEmpty()) {
      throw new NotificationException(shown(spec) + " names a host and no repository there");
    }
    if (!named.id().isEmpty()) {
      throw new NotificationException(
          shown(spec) + " is named by its digest, and so never moves; name it by a tag");
    }
    String of = tag.isEmpty() ? named.tag() : tag;
    found.add(named.registry(), named.repositoryPath(), of.isEmpty() ? DEFAULT_TAG : of);
  }

  private static ImageReference parsed(String spec) throws NotificationException {
    try {
      return ImageReference.parse(spec);
    } catch (IllegalArgumentException e) {
      throw new NotificationException(shown(spec) + " names no image: " + e.getMessage());
    }
  }

  private static String shown(String spec) {
    return '"'
        + (spec.length() <= LONGEST_SHOWN ? spec : spec.substring(0, LONGEST_SHOWN) + "…")
        + '"';
  }
}
