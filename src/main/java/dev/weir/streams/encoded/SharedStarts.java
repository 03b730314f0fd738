package dev.weir.streams.encoded;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Texts of which many begin as the one before: tags of one repository. Such a text is written as
 * how many characters it shares, and the rest: {@code ["quay.io/acme/app:1",[17,"2"]]}.
 */
final class SharedStarts {
  /** Fewer are written out: the numbers take room, too. */
  private static final int LEAST = 6;

  private SharedStarts() {}

  static ArrayNode write(Iterable<String> texts) {
    ArrayNode array = Json.array();
    String before = "";
    for (String text : texts) {
      int shared = shared(before, text);
      if (shared < LEAST) {
        array.add(text);
      } else {
        array.addArray().add(shared).add(text.substring(shared));
      }
      before = text;
    }
    return array;
  }

  static List<String> read(ArrayNode array) {
    List<String> texts = new ArrayList<>(array.size());
    String before = "";
    for (JsonNode entry : array) {
      before =
          entry instanceof ArrayNode pair
              ? before.substring(0, pair.path(0).asInt(0)) + pair.path(1).asString("")
              : entry.asString("");
      texts.add(before);
    }
    return texts;
  }

  private static int shared(String before, String text) {
    int most = Math.min(before.length(), text.length());
    int shared = 0;
    while (shared < most && before.charAt(shared) == text.charAt(shared)) {
      shared++;
    }
    boolean halved = shared > 0 && Character.isHighSurrogate(text.charAt(shared - 1));
    return halved ? shared - 1 : shared;
  }
}
