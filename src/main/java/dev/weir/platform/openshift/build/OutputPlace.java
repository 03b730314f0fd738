package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the image of a build goes.
 *
 * @param pullSpec with the tag, as clients call it; empty if the build pushes nothing
 * @param missing the stream that would have to be there first
 */
record OutputPlace(String pullSpec, Optional<StreamName> missing) {
  static final String INVALID = "InvalidOutputReference";

  /** The stream that a build's output names; empty if it names none. */
  static Optional<StreamName> stream(ObjectNode build) {
    return tag(build).map(Trigger.TagKey::streamName);
  }

  private static Optional<Trigger.TagKey> tag(ObjectNode build) {
    ObjectNode to = to(build);
    return Json.string(to, "kind").equals(TagRules.KIND)
        ? Trigger.TagKey.of(to, Meta.namespace(build))
        : Optional.empty();
  }

  private static ObjectNode to(ObjectNode build) {
    return Json.objectAt(Json.objectAt(Json.objectAt(build, "spec"), "output"), "to");
  }

  static OutputPlace of(ObjectNode build, StreamImages images) {
    Optional<Trigger.TagKey> tag = tag(build);
    if (tag.isEmpty()) {
      return new OutputPlace(Json.string(to(build), "name"), Optional.empty());
    }
    return images
        .repository(tag.get().namespace(), tag.get().stream())
        .map(found -> new OutputPlace(found + ":" + tag.get().tag(), Optional.empty()))
        .orElseGet(() -> new OutputPlace("", Optional.of(tag.get().streamName())));
  }

  /** Says in a build where its image goes, or that it cannot go there yet. */
  void tell(ObjectNode build) {
    ObjectNode status = Json.ensureObject(build, "status");
    if (missing.isPresent()) {
      status
          .put("reason", INVALID)
          .put(
              "message",
              "Output image could not be resolved: image stream "
                  + missing.get()
                  + " does not exist; the build waits until it does.");
      return;
    }
    if (Json.string(status, "reason").equals(INVALID)) {
      status.remove("reason");
      status.remove("message");
    }
    if (!pullSpec.isEmpty()) {
      status.put("outputDockerImageReference", pullSpec);
    }
  }
}
