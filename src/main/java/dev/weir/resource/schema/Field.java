package dev.weir.resource.schema;

/**
 * A field of an object.
 *
 * @param merge how a strategic merge patch treats it
 */
public record Field(Schema schema, String description, Merge merge) {

  /**
   * How a strategic merge patch treats a field that holds a list or an object.
   *
   * @param lists items are merged rather than replaced as a whole
   * @param key member that names an item; empty for lists of plain values
   * @param retainKeys the field is a union whose other members go when one is set
   */
  public record Merge(boolean lists, String key, boolean retainKeys) {
    /** Lists are replaced as a whole, objects member by member. */
    public static final Merge DEFAULT = new Merge(false, "", false);

    public static Merge by(String key) {
      return new Merge(true, key, false);
    }
  }

  public static Field of(Schema schema, String description) {
    return new Field(schema, description, Merge.DEFAULT);
  }
}
