package dev.weir.importing.schedule;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells whoever writes a stream, or a tag of one, of an interval that is none. Pure. */
public final class CheckRemarks {
  private static final int MOST = 20;
  private static final int SHOWN = 40;

  private CheckRemarks() {}

  /** What there is to say of an ImageStream, an ImageStreamTag or an ImageTag. */
  public static List<String> of(ObjectNode object) {
    List<String> all = new ArrayList<>();
    add("metadata", object.path("metadata"), all);
    add("spec", object.path("spec"), all);
    add("tag", object.path("tag"), all);
    for (JsonNode tag : Json.arrayAt(Json.objectAt(object, "spec"), "tags")) {
      add("spec.tags[" + Json.string(tag, "name") + "]", tag, all);
    }
    return all;
  }

  private static void add(String at, JsonNode holder, List<String> to) {
    JsonNode value = holder.path("annotations").path(CheckInterval.ANNOTATION);
    if (value.isString() && to.size() < MOST && CheckInterval.read(value.asString()).isEmpty()) {
      String text = value.asString();
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      to.add(
          "%s.annotations.%s: \"%s\" is no time such as 30s, 15m, 1.5h or 7d, and is ignored"
              .formatted(at, CheckInterval.ANNOTATION, shown));
    }
  }
}
