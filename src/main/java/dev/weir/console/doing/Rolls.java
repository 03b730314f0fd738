package dev.weir.console.doing;

import java.util.List;

/**
 * Workloads that follow tags.
 *
 * @param note what is not known of others; empty if all are told
 */
public record Rolls(List<Row> rows, String note) {
  static final String UP_TO_DATE = "has that image";
  static final Rolls NONE = new Rolls(List.of(), "");

  public Rolls {
    rows = List.copyOf(rows);
  }

  /**
   * A workload.
   *
   * @param id of its row
   * @param kind such as {@code Deployment}
   * @param tag that it follows
   * @param moves true if it gets another image
   * @param says what becomes of it
   */
  public record Row(
      String id,
      String kind,
      String name,
      String project,
      String tag,
      boolean moves,
      String says) {}

  /** The same where nobody knows yet which image it will be. */
  Rolls unsure(String says) {
    return new Rolls(
        rows.stream()
            .map(
                row ->
                    row.moves() || row.says().equals(UP_TO_DATE)
                        ? new Row(
                            row.id(), row.kind(), row.name(), row.project(), row.tag(), false, says)
                        : row)
            .toList(),
        note);
  }
}
