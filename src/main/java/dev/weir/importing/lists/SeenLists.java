package dev.weir.importing.lists;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which images were chosen of the lists that a tag was at its registry, newest first:
 *
 * <pre>
 *   {"seen":[{"list":"sha256:…","platform":"linux/amd64","image":"sha256:…"}]}
 * </pre>
 */
record SeenLists(List<Seen> seen) {
  static final SeenLists NONE = new SeenLists(List.of());

  /** Most lists of a tag that are remembered. */
  static final int MOST = 8;

  SeenLists {
    seen = List.copyOf(seen);
  }

  /**
   * One of them.
   *
   * @param platform {@code os/architecture} that was preferred
   */
  record Seen(Digest list, String platform, Digest image) {
    static Seen of(ListChoice choice, Digest image) {
      return new Seen(choice.list(), text(choice), image);
    }

    private boolean is(ListChoice choice) {
      return list.equals(choice.list()) && platform.equals(text(choice));
    }

    private static String text(ListChoice choice) {
      return choice.platform().os() + "/" + choice.platform().architecture();
    }
  }

  static SeenLists decode(byte[] value) {
    List<Seen> seen = new ArrayList<>();
    for (JsonNode one : Json.arrayAt(Json.parseObject(value), "seen")) {
      seen.add(
          new Seen(
              Digest.parse(Json.string(one, "list")),
              Json.string(one, "platform"),
              Digest.parse(Json.string(one, "image"))));
    }
    return new SeenLists(seen);
  }

  byte[] encode() {
    ObjectNode value = Json.object();
    ArrayNode all = value.putArray("seen");
    for (Seen one : seen) {
      all.addObject()
          .put("list", one.list().toString())
          .put("platform", one.platform())
          .put("image", one.image().toString());
    }
    return Json.bytes(value);
  }

  /** The image that was chosen so. */
  Optional<Digest> find(ListChoice choice) {
    return seen.stream().filter(one -> one.is(choice)).map(Seen::image).findFirst();
  }

  /** With one in front; of more than {@link #MOST}, the oldest are forgotten. */
  SeenLists with(ListChoice choice, Digest image) {
    List<Seen> next = new ArrayList<>();
    next.add(Seen.of(choice, image));
    seen.stream().filter(one -> !one.is(choice)).limit(MOST - 1).forEach(next::add);
    return new SeenLists(next);
  }
}
