package dev.weir.imagestream;

import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.history.HistoryBounds;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a tag is and was: {@code status.tags[]}.
 *
 * @param items newest first. Where a stream is read without its older history, at most the newest
 *     one: no rule here looks further back, and what is added stays in front of it.
 */
public record TagHistory(List<TagEvent> items, List<TagCondition> conditions) {
  public static final TagHistory EMPTY = new TagHistory(List.of(), List.of());

  public TagHistory {
    items = List.copyOf(items);
    conditions = List.copyOf(conditions);
  }

  /** Outcome of adding an event. */
  public sealed interface Added {
    TagHistory history();

    /** The event is the newest entry of a longer history. */
    record Moved(TagHistory history) implements Added {}

    /** The newest entry was corrected in place and kept its time. */
    record Amended(TagHistory history) implements Added {}

    /** The tag is that already. */
    record Unchanged(TagHistory history) implements Added {}
  }

  public Optional<TagEvent> newest() {
    return items.isEmpty() ? Optional.empty() : Optional.of(items.getFirst());
  }

  /**
   * Adds an event by the rules of image-api.md 3.4: only the newest entry is compared; an event
   * that differs from it in both pull spec and image goes in front, one that differs in less
   * corrects it. Whatever changes the history clears the conditions.
   */
  public Added add(TagEvent event) {
    if (items.isEmpty()) {
      return new Added.Moved(new TagHistory(List.of(event), List.of()));
    }
    TagEvent newest = items.getFirst();
    if (newest.samePlace(event) && newest.generation() == event.generation()) {
      return new Added.Unchanged(this);
    }
    boolean elsewhere =
        !newest.reference().equals(event.reference()) && !newest.image().equals(event.image());
    List<TagEvent> next = new ArrayList<>(items.size() + 1);
    next.add(
        elsewhere
            ? event
            : new TagEvent(
                newest.created(),
                event.reference(),
                event.image(),
                event.generation(),
                event.origin()));
    next.addAll(elsewhere ? items : items.subList(1, items.size()));
    TagHistory history = new TagHistory(next, List.of());
    return elsewhere ? new Added.Moved(history) : new Added.Amended(history);
  }

  /**
   * With what is known of who made each event: of one that was there before what was known of it,
   * of any other what it says itself, and else that.
   */
  public TagHistory madeBy(Origin origin, TagHistory before) {
    Map<Event, Deque<Origin>> known = new HashMap<>();
    for (TagEvent event : before.items) {
      known.computeIfAbsent(Event.of(event), _ -> new ArrayDeque<>(1)).addLast(event.origin());
    }
    List<TagEvent> told = new ArrayList<>(items.size());
    boolean same = true;
    for (TagEvent event : items.reversed()) { // a tag may have come back to an event's like
      Deque<Origin> there = known.getOrDefault(Event.of(event), new ArrayDeque<>());
      TagEvent next =
          event.withOrigin(there.isEmpty() ? event.origin().or(origin) : there.removeLast());
      told.add(next);
      same &= next.origin().equals(event.origin());
    }
    return same ? this : new TagHistory(told.reversed(), conditions);
  }

  /** What makes an event the same one, see {@link TagEvent#isSameEvent}. */
  private record Event(Instant created, String reference, String image) {
    static Event of(TagEvent event) {
      return new Event(event.created(), event.reference(), event.image());
    }
  }

  /**
   * Within its bounds, as of now, or nearer to them; this holds the whole history.
   *
   * @param used whether a workload uses an image
   * @param most how many events may leave at once, the oldest first
   */
  public Cut within(HistoryBounds bounds, Instant now, Predicate<String> used, int most) {
    List<TagEvent> kept = new ArrayList<>();
    int gone = 0;
    Optional<Instant> next = Optional.empty();
    for (int at = items.size() - 1; at >= 0; at--) {
      TagEvent event = items.get(at);
      Instant due = bounds.due(event.created());
      boolean beyond = at >= bounds.most();
      boolean leaves = beyond && !due.isAfter(now) && !used.test(event.image());
      if (leaves && gone < most) {
        gone++;
      } else {
        kept.add(event);
      }
      if (beyond && due.isAfter(now) && next.filter(due::isAfter).isEmpty()) {
        next = Optional.of(due);
      }
    }
    return new Cut(gone == 0 ? this : new TagHistory(kept.reversed(), conditions), gone, next);
  }

  /**
   * A history within its bounds.
   *
   * @param gone how many events left it
   * @param next when the next one may leave if nothing changes; empty if none will
   */
  public record Cut(TagHistory history, int gone, Optional<Instant> next) {}

  public TagHistory withConditions(List<TagCondition> newConditions) {
    return new TagHistory(items, newConditions);
  }

  /** True if it says that the last pull of the tag's image failed at the image's registry. */
  public boolean tellsOfAPull() {
    return pullFailure().isPresent();
  }

  /** Why the last pull of the tag's image failed at the image's registry, if it did. */
  public Optional<TagCondition> pullFailure() {
    return conditions.stream().filter(TagCondition::isOfPull).findFirst();
  }

  /**
   * With what became of the last pull of the tag's image, where its registry had to be asked.
   *
   * @param failed empty if it came; one that says the same as the one there keeps that one's time
   */
  public TagHistory afterPull(Optional<TagCondition> failed) {
    List<TagCondition> next =
        new ArrayList<>(conditions.stream().filter(c -> !c.isOfPull()).toList());
    failed
        .map(now -> conditions.stream().filter(now::saysTheSame).findFirst().orElse(now))
        .ifPresent(next::add);
    return withConditions(next);
  }

  /** With what is said of pulls still, and these. */
  TagHistory withImportConditions(List<TagCondition> ofImport) {
    List<TagCondition> next = new ArrayList<>(ofImport);
    conditions.stream().filter(TagCondition::isOfPull).forEach(next::add);
    return withConditions(next);
  }

  /** With another event in the place of the newest one. */
  public TagHistory withNewest(TagEvent event) {
    List<TagEvent> changed = new ArrayList<>(items);
    changed.set(0, event);
    return new TagHistory(changed, conditions);
  }

  /** As a stream without older history holds it. */
  public TagHistory newestOnly() {
    return items.size() <= 1 ? this : new TagHistory(items.subList(0, 1), conditions);
  }

  boolean isEmpty() {
    return items.isEmpty() && conditions.isEmpty();
  }
}
