package dev.weir.platform.openshift.build;

import dev.weir.follower.Cause;
import dev.weir.follower.Trigger;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is sent to have a build made (controllers-and-access.md 3.3). Pure. */
final class BuildRequests {
  static final String KIND = "BuildRequest";
  static final String MANUALLY = "Manually triggered";

  private BuildRequests() {}

  private static ObjectNode of(ObjectNode config) {
    ObjectNode request = Json.object();
    request.put("apiVersion", Kinds.BUILD_CONFIG.apiVersion()).put("kind", KIND);
    Meta.of(request).put("name", Meta.name(config)).put("namespace", Meta.namespace(config));
    return request;
  }

  /** One request for all tags that have moved. */
  static ObjectNode ofImages(ObjectNode config, List<Cause> causes) {
    ObjectNode request = of(config);
    Meta.setAnnotation(
        request, Cause.ANNOTATION, Cause.noted(Meta.annotation(config, Cause.ANNOTATION), causes));
    Cause first = causes.getFirst();
    request.putObject("triggeredByImage").put("kind", "DockerImage").put("name", first.move().to());
    request.set("from", reference(first.move().trigger().from()));
    ArrayNode triggeredBy = request.putArray("triggeredBy");
    Set<Trigger.TagKey> told = new HashSet<>();
    for (Cause cause : causes) {
      Trigger.TagKey tag = cause.move().trigger().from();
      if (told.add(tag)) {
        ObjectNode image =
            triggeredBy.addObject().put("message", "Image change").putObject("imageChangeBuild");
        image.put("imageID", cause.move().to()).set("fromRef", reference(tag));
      }
    }
    return request;
  }

  private static ObjectNode reference(Trigger.TagKey tag) {
    return Json.object()
        .put("kind", TagRules.KIND)
        .put("namespace", tag.namespace())
        .put("name", tag.nameInNamespace());
  }

  /** The request for the first build of all, when there is a config. */
  static ObjectNode ofConfig(ObjectNode config) {
    ObjectNode request = of(config).put("lastVersion", 0);
    request.putArray("triggeredBy").addObject().put("message", "Build configuration change");
    return request;
  }

  /** Why a build is made: what the request says, or that somebody wanted it. */
  static ArrayNode triggeredBy(JsonNode request) {
    ArrayNode causes = Json.arrayAt(request, "triggeredBy").deepCopy();
    if (causes.isEmpty()) {
      causes.addObject().put("message", MANUALLY);
    }
    return causes;
  }
}
