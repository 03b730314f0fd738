package dev.weir.platform.rbac.review;

import dev.weir.access.Attributes;
import dev.weir.access.Scopes;
import dev.weir.access.User;
import dev.weir.resource.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads what a review asks about. Pure. */
final class Question {
  private Question() {}

  /** {@code spec.resourceAttributes} of authorization.k8s.io. */
  static Attributes resource(JsonNode attributes) {
    return new Attributes(
        Json.string(attributes, "verb"),
        Json.string(attributes, "group"),
        Json.string(attributes, "resource"),
        Json.string(attributes, "subresource"),
        Json.string(attributes, "namespace"),
        Json.string(attributes, "name"),
        "");
  }

  /** {@code spec.nonResourceAttributes} of authorization.k8s.io. */
  static Attributes path(JsonNode attributes) {
    return Attributes.nonResource(Json.string(attributes, "verb"), Json.string(attributes, "path"));
  }

  /**
   * The flat form of authorization.openshift.io, where a resource may name its subresource.
   *
   * @param namespace where it is asked about
   */
  static Attributes flat(JsonNode review, String namespace) {
    String verb = Json.string(review, "verb");
    if (review.path("isNonResourceURL").booleanValue(false)) {
      return Attributes.nonResource(verb, Json.string(review, "path"));
    }
    String resource = Json.string(review, "resource");
    int slash = resource.indexOf('/');
    return new Attributes(
        verb,
        Json.string(review, "resourceAPIGroup"),
        slash < 0 ? resource : resource.substring(0, slash),
        slash < 0 ? "" : resource.substring(slash + 1),
        namespace,
        Json.string(review, "resourceName"),
        "");
  }

  /**
   * The user that a review names: exactly the groups that it gives.
   *
   * @param scopes empty for a user without limits
   */
  static User user(JsonNode spec, List<String> scopes) {
    Map<String, List<String>> extra = new HashMap<>();
    Json.objectAt(spec, "extra")
        .forEachEntry((key, values) -> extra.put(key.toLowerCase(Locale.ROOT), strings(values)));
    if (!scopes.isEmpty()) {
      extra.put(Scopes.EXTRA, scopes);
    }
    return new User(
        Json.string(spec, "user"),
        Json.string(spec, "uid"),
        strings(Json.arrayAt(spec, "groups")),
        extra);
  }

  /** The caller; with other scopes if the review asks for such, and never with more rights. */
  static User limited(User caller, List<String> scopes) {
    boolean already = caller.extra().containsKey(Scopes.EXTRA);
    return already || scopes.isEmpty()
        ? caller
        : new User(caller.name(), caller.uid(), caller.groups(), Map.of(Scopes.EXTRA, scopes));
  }

  static List<String> strings(JsonNode list) {
    return list.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
  }
}
