package dev.weir.resource.patch;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON pointer, RFC 6901. */
record Pointer(String text, List<String> tokens) {
  Pointer {
    tokens = List.copyOf(tokens);
  }

  /**
   * @throws PatchException if the text is no pointer
   */
  static Pointer parse(String text) {
    if (text.isEmpty()) {
      return new Pointer(text, List.of());
    }
    if (!text.startsWith("/")) {
      throw PatchException.malformed("the path \"" + text + "\" does not begin with /");
    }
    List<String> tokens = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(text, tokens);
  }

  boolean isRoot() {
    return tokens.isEmpty();
  }

  /** True if the other pointer leads to a place inside of this one. */
  boolean contains(Pointer other) {
    return other.tokens.size() > tokens.size()
        && other.tokens.subList(0, tokens.size()).equals(tokens);
  }

  String last() {
    return tokens.getLast();
  }

  JsonNode find(JsonNode root) {
    JsonNode here = root;
    for (String token : tokens) {
      here = step(here, token);
    }
    return here;
  }

  JsonNode findParent(JsonNode root) {
    return new Pointer(text, tokens.subList(0, tokens.size() - 1)).find(root);
  }

  private JsonNode step(JsonNode here, String token) {
    JsonNode next =
        switch (here) {
          case ObjectNode object -> object.get(token);
          case ArrayNode array -> array.get(index(token, array.size() - 1));
          default -> null;
        };
    if (next == null) {
      throw missing();
    }
    return next;
  }

  /**
   * Reads an index.
   *
   * @param largest the largest that exists
   */
  int index(String token, int largest) {
    if (!token.matches("0|[1-9][0-9]{0,8}")) {
      throw PatchException.unfit(
          "the path \"" + text + "\" uses " + Json.text(Json.array().add(token)) + " as an index");
    }
    int index = Integer.parseInt(token);
    if (index > largest) {
      throw missing();
    }
    return index;
  }

  PatchException missing() {
    return PatchException.unfit("the path \"" + text + "\" does not exist");
  }
}
