package dev.weir.console.doing;

import java.util.List;

/**
 * Workloads that follow tags.
 *
 * @param note what is not known of others; empty if all are told
 */
public record Rolls(List<Row> rows, String note) {
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

  long moving() {
    return rows.stream().filter(Row::moves).count();
  }
}
