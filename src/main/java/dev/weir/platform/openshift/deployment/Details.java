package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Json;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a version came about: {@code status.details} (controllers-and-access.md 4.1). Pure.
 *
 * @param causes as they stand there; never changed
 */
record Details(String message, ArrayNode causes) {
  private static final String TYPE = "type";

  /** Somebody asked for it. */
  static Details manual() {
    return of("manual change", "Manual");
  }

  /** The template is another one. */
  static Details configChange() {
    return of("config change", DeploymentTriggers.CONFIG);
  }

  private static Details of(String message, String type) {
    ArrayNode causes = Json.array();
    causes.addObject().put(TYPE, type);
    return new Details(message, causes);
  }

  /** Triggers have set other images. */
  static Details images(Collection<String> pullSpecs) {
    ArrayNode causes = Json.array();
    for (String pullSpec : pullSpecs) {
      image(causes).put("kind", "DockerImage").put("name", pullSpec);
    }
    return new Details("image change", causes);
  }

  /** Tags that triggers follow have other images. */
  static Details tags(List<ImageChange> changes) {
    ArrayNode causes = Json.array();
    for (ImageChange change : changes) {
      image(causes)
          .put("kind", "ImageStreamTag")
          .put("namespace", change.trigger().from().namespace())
          .put("name", change.trigger().from().nameInNamespace());
    }
    return new Details("image change", causes);
  }

  private static ObjectNode image(ArrayNode causes) {
    ObjectNode cause = causes.addObject().put(TYPE, ImageChange.TYPE);
    return cause.putObject("imageTrigger").putObject("from");
  }

  /**
   * A status that asks for the next version. What it says of the progress of the version before is
   * taken away, lest somebody takes it for this one's.
   */
  ObjectNode next(ObjectNode status) {
    ObjectNode next = status.deepCopy();
    next.put("latestVersion", status.path("latestVersion").asLong(0) + 1);
    next.putObject("details").put("message", message).set("causes", causes.deepCopy());
    ArrayNode kept = Json.array();
    Json.arrayAt(status, "conditions")
        .valueStream()
        .filter(condition -> !Json.string(condition, TYPE).equals(Conditions.PROGRESSING))
        .forEach(kept::add);
    if (next.has("conditions")) {
      next.set("conditions", kept.deepCopy());
    }
    return next;
  }
}
