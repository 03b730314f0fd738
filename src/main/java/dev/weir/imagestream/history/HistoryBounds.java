package dev.weir.imagestream.history;

import dev.weir.resource.Span;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of its past a tag keeps. An event leaves only when it is beyond both bounds: neither one
 * of the newest so many, nor younger than the age. The {@link #FEWEST} newest stay in any case, and
 * so does what a workload uses.
 *
 * @param revisions how many events of a tag stay, however old they are
 * @param age how long an event stays, however many came after it
 * @param all whether every event stays; the other two say nothing then
 */
public record HistoryBounds(int revisions, Duration age, boolean all) {
  /**
   * Annotation of streams and spec tags: {@code revisions=N,age=D}, one of the two, or {@code all}.
   * The tag's wins, whole.
   */
  public static final String KEEP = "weir.dev/keep";

  /** As many of the newest events stay whatever anybody asks for. */
  public static final int FEWEST = 3;

  /** Where nobody says anything. */
  public static final HistoryBounds USUAL = new HistoryBounds(100, Duration.ofDays(365), false);

  /** Nothing leaves. */
  public static final HistoryBounds ALL = new HistoryBounds(0, Duration.ZERO, true);

  private static final String FORM =
      "must be all, or revisions=N, age=D or both with a comma between:"
          + " how many events of a tag stay, and how long";
  private static final int MOST = 1_000_000;

  /**
   * Reads the value of the annotation. A bound that it leaves out is the usual one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static HistoryBounds parse(String text) {
    if (text.strip().equals("all")) {
      return ALL;
    }
    @Nullable Integer revisions = null;
    @Nullable Duration age = null;
    for (String part : text.split(",", -1)) {
      String bound = part.strip();
      if (bound.startsWith("revisions=") && revisions == null) {
        revisions = count(bound.substring("revisions=".length()));
      } else if (bound.startsWith("age=") && age == null) {
        age = Span.parse(bound.substring("age=".length()));
      } else {
        throw new IllegalArgumentException(FORM);
      }
    }
    return new HistoryBounds(
        revisions == null ? USUAL.revisions : revisions, age == null ? USUAL.age : age, false);
  }

  private static int count(String text) {
    int count = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("revisions must be a number from 1 to " + MOST);
    }
    return count;
  }

  /**
   * Those of a tag. Of a value that cannot be read, and was stored all the same, the usual ones.
   *
   * @param ofTag value of the tag's own annotation, empty if it has none
   * @param ofStream value of its stream's, empty if it has none
   */
  public static HistoryBounds of(String ofTag, String ofStream) {
    String said = ofTag.isEmpty() ? ofStream : ofTag;
    try {
      return said.isEmpty() ? USUAL : parse(said);
    } catch (IllegalArgumentException _) {
      return USUAL;
    }
  }

  /** How many events of a tag stay at the least. */
  public int most() {
    return all ? Integer.MAX_VALUE : Math.max(FEWEST, revisions);
  }

  /** When an event of that time may leave by its age. */
  public Instant due(Instant created) {
    return all ? Instant.MAX : created.plus(age);
  }

  /** As people read it: {@code 100 revisions and 365d}. */
  @Override
  public String toString() {
    return all ? "all" : most() + " revisions and " + Span.text(age);
  }
}
