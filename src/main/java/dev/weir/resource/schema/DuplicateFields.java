package dev.weir.resource.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds members that stand twice in one object of a text; a tree cannot show them. */
public final class DuplicateFields {
  private final Deque<Level> levels = new ArrayDeque<>();
  private final List<String> found = new ArrayList<>();

  private DuplicateFields() {}

  private static final class Level {
    private final String path;
    private final Set<String> seen = new HashSet<>();
    private String member = "";
    private int index = -1;

    Level(String path) {
      this.path = path;
    }
  }

  /** Reads all tokens; paths are such as {@code spec.tags[0].name}. */
  public static List<String> in(JsonParser tokens) {
    DuplicateFields search = new DuplicateFields();
    for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
      search.take(token, tokens);
    }
    return search.found;
  }

  private void take(JsonToken token, JsonParser tokens) {
    switch (token) {
      case PROPERTY_NAME -> {
        Level level = levels.getFirst();
        level.member = tokens.currentName();
        if (!level.seen.add(level.member)) {
          found.add(here());
        }
      }
      case START_OBJECT -> {
        countItem();
        levels.push(new Level(here()));
      }
      case START_ARRAY -> {
        countItem();
        Level list = new Level(here());
        list.index = 0;
        levels.push(list);
      }
      case END_OBJECT, END_ARRAY -> levels.pop();
      default -> countItem();
    }
  }

  private void countItem() {
    if (!levels.isEmpty() && levels.getFirst().index >= 0) {
      levels.getFirst().index++;
    }
  }

  private String here() {
    if (levels.isEmpty()) {
      return "";
    }
    Level level = levels.getFirst();
    if (level.index >= 0) {
      return level.path + "[" + (level.index - 1) + "]";
    }
    return level.path.isEmpty() ? level.member : level.path + "." + level.member;
  }
}
