package dev.weir.console.doing;

import dev.weir.console.visit.Visit;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** What the reader may do, as the server says; the server asks itself again when it is done. */
final class Rights {
  private static final ResourceKind REVIEW = Kinds.SELF_SUBJECT_ACCESS_REVIEW;

  private Rights() {}

  /** True if it may be done to the object of that name, or to all where the name is empty. */
  static boolean may(Visit visit, String verb, ResourceKind kind, String namespace, String name) {
    return may(visit, verb, kind, "", namespace, name);
  }

  /** As above, to a part of it, such as {@code status}. */
  static boolean may(
      Visit visit,
      String verb,
      ResourceKind kind,
      String subresource,
      String namespace,
      String name) {
    ObjectNode review =
        Json.object().put("apiVersion", REVIEW.apiVersion()).put("kind", REVIEW.kind());
    review
        .putObject("spec")
        .putObject("resourceAttributes")
        .put("verb", verb)
        .put("group", kind.group())
        .put("resource", kind.plural())
        .put("subresource", subresource)
        .put("namespace", namespace)
        .put("name", name);
    return visit.objects().create(REVIEW, "", review).tree().at("/status/allowed").asBoolean(false);
  }
}
