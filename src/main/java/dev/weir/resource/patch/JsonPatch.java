package dev.weir.resource.patch;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON patch, RFC 6902: all operations or none. */
public final class JsonPatch {
  /** Most operations in one patch. */
  public static final int MAX_OPERATIONS = 10_000;

  private final List<Operation> operations;

  private JsonPatch(List<Operation> operations) {
    this.operations = operations;
  }

  private sealed interface Operation {
    record Add(Pointer path, JsonNode value) implements Operation {}

    record Remove(Pointer path) implements Operation {}

    record Replace(Pointer path, JsonNode value) implements Operation {}

    record Move(Pointer from, Pointer path) implements Operation {}

    record Copy(Pointer from, Pointer path) implements Operation {}

    record Test(Pointer path, JsonNode value) implements Operation {}
  }

  /**
   * Reads a patch.
   *
   * @throws PatchException saying which operation makes no sense
   */
  public static JsonPatch parse(JsonNode patch) {
    if (!(patch instanceof ArrayNode list)) {
      throw PatchException.malformed("a JSON patch must be a list of operations");
    }
    if (list.size() > MAX_OPERATIONS) {
      throw PatchException.malformed(
          "a JSON patch may have at most " + MAX_OPERATIONS + " operations");
    }
    List<Operation> operations = new ArrayList<>();
    for (JsonNode operation : list) {
      operations.add(operation(operation, operations.size()));
    }
    return new JsonPatch(operations);
  }

  private static Operation operation(JsonNode json, int index) {
    String where = "operation " + index + " of the JSON patch";
    Pointer path = pointer(json, "path", where);
    return switch (Json.string(json, "op")) {
      case "add" -> new Operation.Add(path, value(json, where));
      case "remove" -> new Operation.Remove(path);
      case "replace" -> new Operation.Replace(path, value(json, where));
      case "move" -> new Operation.Move(pointer(json, "from", where), path);
      case "copy" -> new Operation.Copy(pointer(json, "from", where), path);
      case "test" -> new Operation.Test(path, value(json, where));
      case String other ->
          throw PatchException.malformed(where + " has no known \"op\": \"" + other + "\"");
    };
  }

  private static Pointer pointer(JsonNode json, String member, String where) {
    JsonNode text = json.get(member);
    if (text == null || !text.isString()) {
      throw PatchException.malformed(where + " needs a string \"" + member + "\"");
    }
    return Pointer.parse(text.stringValue());
  }

  private static JsonNode value(JsonNode json, String where) {
    return Optional.ofNullable(json.get("value"))
        .orElseThrow(() -> PatchException.malformed(where + " needs a \"value\""));
  }

  /**
   * Applies the operations in order to a copy.
   *
   * @throws PatchException if one of them does not fit
   */
  public JsonNode apply(JsonNode target) {
    return apply(target, (_, _) -> Optional.empty());
  }

  /** What stays in the place of a member that an operation takes away. */
  @FunctionalInterface
  interface Left {
    /** Empty if nothing does. */
    Optional<JsonNode> inPlaceOf(Pointer path, JsonNode removed);
  }

  /** As {@link #apply(JsonNode)}, of an object of which something stays. */
  JsonNode apply(JsonNode target, Left left) {
    Work work = new Work(target.deepCopy(), left);
    operations.forEach(work::perform);
    return work.root;
  }

  /** The copy under change. */
  private static final class Work {
    private final Left left;
    private JsonNode root;
    private long copied;

    Work(JsonNode root, Left left) {
      this.root = root;
      this.left = left;
    }

    void perform(Operation operation) {
      switch (operation) {
        case Operation.Add(Pointer path, JsonNode value) -> add(path, value.deepCopy());
        case Operation.Remove(Pointer path) -> remove(path);
        case Operation.Replace(Pointer path, JsonNode value) -> replace(path, value.deepCopy());
        case Operation.Move(Pointer from, Pointer path) -> move(from, path);
        case Operation.Copy(Pointer from, Pointer path) -> add(path, bounded(from.find(root)));
        case Operation.Test(Pointer path, JsonNode value) -> test(path, value);
      }
    }

    private void add(Pointer path, JsonNode value) {
      if (path.isRoot()) {
        root = value;
        return;
      }
      switch (path.findParent(root)) {
        case ObjectNode object -> object.set(path.last(), value);
        case ArrayNode array when path.last().equals("-") -> array.add(value);
        case ArrayNode array -> array.insert(path.index(path.last(), array.size()), value);
        default -> throw path.missing();
      }
    }

    private JsonNode remove(Pointer path) {
      if (path.isRoot()) {
        throw PatchException.unfit("the whole document cannot be removed");
      }
      JsonNode found = path.find(root);
      switch (path.findParent(root)) {
        case ObjectNode object ->
            left.inPlaceOf(path, found)
                .ifPresentOrElse(
                    stays -> object.set(path.last(), stays), () -> object.remove(path.last()));
        case ArrayNode array -> array.remove(path.index(path.last(), array.size() - 1));
        default -> throw path.missing();
      }
      return found;
    }

    private void replace(Pointer path, JsonNode value) {
      if (path.isRoot()) {
        root = value;
        return;
      }
      path.find(root);
      switch (path.findParent(root)) {
        case ObjectNode object -> object.set(path.last(), value);
        case ArrayNode array -> array.set(path.index(path.last(), array.size() - 1), value);
        default -> throw path.missing();
      }
    }

    private void move(Pointer from, Pointer path) {
      if (from.contains(path)) {
        throw PatchException.unfit(
            "\"" + from.text() + "\" cannot be moved into itself, to \"" + path.text() + "\"");
      }
      if (!from.equals(path)) {
        add(path, remove(from));
      }
    }

    private void test(Pointer path, JsonNode value) {
      if (!same(path.find(root), value)) {
        throw PatchException.unfit(
            "testing the value at \"" + path.text() + "\" failed: it is another");
      }
    }

    /** Copies of copies would let a short patch make a huge object. */
    private JsonNode bounded(JsonNode source) {
      copied += Json.bytes(source).length;
      if (copied > Json.MAX_BYTES) {
        throw PatchException.malformed(
            "the JSON patch copies more than " + Json.MAX_BYTES + " bytes");
      }
      return source.deepCopy();
    }

    /** Numbers are the same if their values are, as RFC 6902 4.6 wants it. */
    private static boolean same(JsonNode one, JsonNode other) {
      return one.equals(
          (left, right) ->
              left.isNumber() && right.isNumber()
                  ? left.decimalValue().compareTo(right.decimalValue())
                  : left.equals(right) ? 0 : 1,
          other);
    }
  }
}
