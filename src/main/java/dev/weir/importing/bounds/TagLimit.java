package dev.weir.importing.bounds;

/**
 * How many tags one import of a repository brings ({@code weir serve --import-limit}).
 *
 * @param most 1 or more; {@link #ALL} for as many as there are
 */
public record TagLimit(int most) {
  public static final int ALL = -1;
  public static final TagLimit USUAL = new TagLimit(50);

  public TagLimit {
    if (most < 1 && most != ALL) {
      throw new IllegalArgumentException(
          "a number of tags is expected, 1 or more, or -1 for all of them, not " + most);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException in words for whoever wrote it
   */
  public static TagLimit parse(String text) {
    try {
      return new TagLimit(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "a number of tags is expected, 1 or more, or -1 for all of them, not \"" + text + "\"");
    }
  }

  /** How many of so many tags are imported. */
  public int of(int tags) {
    return most == ALL ? tags : Math.min(most, tags);
  }

  /** What to say of tags that were left out. */
  public static String leftOut(String repository, int imported, int leftOut) {
    return "repository %s has %d more tags than the %d that were imported; tag those that you need one by one, or let an import bring more (weir serve --import-limit)"
        .formatted(repository, leftOut, imported);
  }
}
