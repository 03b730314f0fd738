package dev.weir.objects;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How objects of a kind are shown as rows (meta.k8s.io/v1 Table).
 *
 * @param cells one object's cells at a moment: strings, numbers or null, one for each column
 */
public record TableView(List<Column> columns, BiFunction<ObjectNode, Instant, List<Object>> cells) {
  public TableView {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param type {@code string}, {@code integer}, {@code date}
   * @param format {@code name} for the name column, else mostly empty
   * @param priority 0 is always shown, 1 only with {@code -o wide}
   */
  public record Column(String name, String type, String format, String description, int priority) {
    public static Column of(String name, String description) {
      return new Column(name, "string", "", description, 0);
    }

    public static Column wide(String name, String description) {
      return new Column(name, "string", "", description, 1);
    }

    /** A moment, as RFC 3339 text. */
    public static Column date(String name, String description) {
      return new Column(name, "date", "", description, 0);
    }

    public static Column number(String name, String description) {
      return new Column(name, "integer", "", description, 0);
    }
  }

  public static final Column NAME =
      new Column("Name", "string", "name", "Name must be unique within a namespace.", 0);
  public static final Column AGE =
      new Column("Age", "string", "", "Time since the object was created.", 0);

  public static final TableView NAME_AND_AGE =
      new TableView(
          List.of(NAME, AGE), (object, now) -> List.of(Meta.name(object), age(object, now)));

  /** Age in kubectl's short form ({@code 5s}, {@code 3m20s}, {@code 4d}). */
  public static String age(JsonNode object, Instant now) {
    String created = Json.string(Json.objectAt(object, "metadata"), "creationTimestamp");
    return created.isEmpty() ? "<unknown>" : ShortTime.between(Instant.parse(created), now);
  }
}
