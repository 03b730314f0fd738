package dev.weir.console.stream;

import dev.weir.console.workload.FollowedTags;
import java.util.List;
import java.util.Optional;

/**
 * A tag and what it was, as a line through time.
 *
 * @param runs the page of the workloads that run it
 * @param state whether it is in the stream's spec, in its status, or in both
 * @param held who holds it and why, and what ends that; empty if nobody does
 * @param imports how its imports stand
 * @param schedule what is known of the looks at it; empty if it is not looked at
 * @param followers tags of the stream that move with it
 * @param workloads that move with it
 * @param events newest first
 * @param older how many events are not shown
 */
public record Lane(
    String tag,
    String target,
    String runs,
    State state,
    TagOrigin origin,
    String held,
    ImportState imports,
    Optional<Schedule> schedule,
    List<Link> followers,
    FollowedTags.Some workloads,
    List<Event> events,
    long older) {
  public Lane {
    followers = List.copyOf(followers);
    events = List.copyOf(events);
  }

  /** A name that leads to a page. */
  public record Link(String name, String target) {}

  /** Where a tag is written down. */
  public enum State {
    SPEC("spec only", "It is wanted and has no image yet"),
    STATUS("status only", "It has an image, and nothing says what it should be"),
    BOTH("spec and status", "It is wanted and has an image");

    private final String word;
    private final String meaning;

    State(String word, String meaning) {
      this.word = word;
      this.meaning = meaning;
    }

    public String word() {
      return word;
    }

    public String meaning() {
      return meaning;
    }
  }

  /**
   * What a tag was at some time.
   *
   * @param how in a word that is also the name of its look, such as {@code push}
   * @param words such as {@code pushed}
   * @param by who made it so; empty if that is not known, or not the reader's business
   * @param from of what it was made; empty of a push
   * @param image short digest, or the pull spec of a reference
   * @param target the image's page; empty if it has none
   */
  public record Event(
      String how, String words, String by, String from, When when, String image, String target) {}

  /**
   * What the schedule knows of a tag.
   *
   * @param text when it was looked at, with what result, and when it is next
   * @param late why it is late; empty if it is not
   * @param budget what its registry still grants; empty if that says nothing
   */
  public record Schedule(String text, String late, String budget) {}
}
