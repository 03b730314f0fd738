package dev.weir.imagestream;

import java.util.List;

/** A push moves tags of a stream (image-api.md 6.1). */
public final class PushedTag {
  private PushedTag() {}

  /** Outcome of a push. */
  public sealed interface Outcome {
    record TagMoved(ImageStream stream) implements Outcome {}

    /** Every tag is that image already. */
    record Unchanged() implements Outcome {}
  }

  /**
   * Adds the event to each tag, under the stream's present generation, then moves their followers.
   * No spec tag is made; one that is held goes on to say at which image that is.
   */
  public static Outcome record(ImageStream stream, List<String> tags, TagEvent event) {
    ImageStream next = Holds.pushed(stream, tags, event.image());
    TagEvent numbered = event.withGeneration(next.generation());
    for (String tag : tags) {
      TagHistory.Added added = next.history(tag).add(numbered);
      if (!(added instanceof TagHistory.Added.Unchanged)) {
        next = next.withTag(tag, added.history());
      }
    }
    next = Followers.follow(stream, next);
    boolean same = next.tags().equals(stream.tags()) && next.sameSpec(stream);
    return same ? new Outcome.Unchanged() : new Outcome.TagMoved(next);
  }

  /**
   * True if a push that lost a race may try again: none of its tags was moved by somebody else
   * (image-api.md 6.1, step 5). Generation and time of the newest event do not count.
   */
  public static boolean mayRetry(ImageStream seen, ImageStream present, List<String> tags) {
    return tags.stream()
        .allMatch(
            tag ->
                seen.newest(tag).isEmpty()
                    || present
                        .newest(tag)
                        .filter(now -> now.samePlace(seen.newest(tag).get()))
                        .isPresent());
  }
}
