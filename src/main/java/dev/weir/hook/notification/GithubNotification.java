package dev.weir.hook.notification;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's events {@code package} and {@code registry_package}, in which names have the letters
 * that their owner likes, while the registry knows small ones only. Images without a tag have an
 * empty one.
 */
final class GithubNotification {
  private static final String HOST = "ghcr.io";
  private static final int LONGEST_URL = 1024;
  private static final List<String> MEMBERS = List.of("package", "registry_package");

  private GithubNotification() {}

  static boolean isOne(JsonNode document) {
    return MEMBERS.stream().anyMatch(member -> document.path(member).isObject());
  }

  /** Other events of GitHub, which somebody may have chosen beside, say nothing. */
  static void read(ObjectNode payload, Found found) {
    for (String member : MEMBERS) {
      ObjectNode thing = Json.objectAt(payload, member);
      if (isContainer(thing)) {
        ObjectNode version = Json.objectAt(thing, "package_version");
        ObjectNode tag = Json.objectAt(Json.objectAt(version, "container_metadata"), "tag");
        Optional<ImageReference> named = reference(Json.string(version, "package_url"));
        found.add(
            named.map(ImageReference::registry).orElse(HOST),
            named.map(ImageReference::repositoryPath).orElseGet(() -> path(thing)),
            Json.string(tag, "name"));
      }
    }
  }

  private static boolean isContainer(ObjectNode thing) {
    return Json.string(thing, "ecosystem").equalsIgnoreCase("container")
        || Json.string(thing, "package_type").equalsIgnoreCase("container");
  }

  /** Such as {@code ghcr.io/octo-org/app:latest}; empty if it is nothing of the kind. */
  private static Optional<ImageReference> reference(String url) {
    if (url.length() > LONGEST_URL) {
      return Optional.empty();
    }
    try {
      String plain = url.replaceFirst("^https?://", "").replaceFirst(":[^/]*$", "");
      ImageReference named = ImageReference.parse(plain.toLowerCase(Locale.ROOT));
      boolean whole = !named.registry().isEmpty() && !named.namespace().isEmpty();
      return whole ? Optional.of(named) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String path(ObjectNode thing) {
    String owner = Json.string(thing, "namespace");
    if (owner.isEmpty()) {
      owner = Json.string(Json.objectAt(thing, "owner"), "login");
    }
    String name = Json.string(thing, "name");
    boolean known = !owner.isEmpty() && !name.isEmpty();
    return known ? (owner + "/" + name).toLowerCase(Locale.ROOT) : "";
  }
}
