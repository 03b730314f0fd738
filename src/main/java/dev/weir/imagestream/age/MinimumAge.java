package dev.weir.imagestream.age;

import dev.weir.resource.DurationText;
import dev.weir.resource.Span;
import java.time.Duration;
import java.util.Optional;

/**
 * For how long this server must have seen an image under a tag of another registry before the tag
 * here takes it.
 *
 * @param age zero where nothing has to wait; more than any where nobody can tell
 * @param unreadable what stands there and is no duration; empty if it is one
 */
public record MinimumAge(Duration age, String unreadable) {
  /** Annotation of streams and spec tags: a duration such as {@code 7d}. The tag's wins. */
  public static final String ANNOTATION = "weir.dev/minimum-age";

  /** Where nobody says anything. */
  public static final MinimumAge NONE = new MinimumAge(Duration.ZERO, "");

  private static final Duration LONGEST = Duration.ofDays(3660);
  private static final Duration ANY = Duration.ofDays(36_500);

  /**
   * Reads the value of the annotation. Zero says that nothing has to wait.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static MinimumAge parse(String text) {
    Optional<Duration> age = DurationText.read(text.strip(), ANY);
    if (age.isEmpty()) {
      throw new IllegalArgumentException("must be a duration such as 7d, 36h or 1h30m");
    }
    if (age.get().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("must be " + LONGEST.toDays() + "d at most");
    }
    return new MinimumAge(age.get(), "");
  }

  /**
   * That of a tag. Of a value that cannot be read, and was stored all the same, nothing follows but
   * that somebody wanted the tag to wait: it takes nothing by itself.
   *
   * @param ofTag value of the tag's own annotation, empty if it has none
   * @param ofStream value of its stream's, empty if it has none
   */
  public static MinimumAge of(String ofTag, String ofStream) {
    String said = ofTag.isEmpty() ? ofStream : ofTag;
    try {
      return said.isEmpty() ? NONE : parse(said);
    } catch (IllegalArgumentException _) {
      return new MinimumAge(ANY, said);
    }
  }

  /** True if an image has to wait at all. */
  public boolean isSet() {
    return !age.isZero();
  }

  /** As people read it. */
  @Override
  public String toString() {
    return unreadable.isEmpty() ? Span.text(age) : unreadable;
  }
}
