package dev.weir.streams.parts;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How often a stream's events name each image of the integrated registry, or by how much one form
 * of the stream names it more often than the form before.
 *
 * @param newest by the newest event of each tag
 * @param all by all events
 */
public record HeldImages(Map<Digest, Integer> newest, Map<Digest, Integer> all) {
  public HeldImages {
    newest = Map.copyOf(newest);
    all = Map.copyOf(all);
  }

  /** What a whole stream holds; of one with the newest events only, what is known of it. */
  public static HeldImages of(ImageStream stream) {
    Counts counts = new Counts();
    stream.tags().values().forEach(history -> counts.add(history, 1));
    return counts.build();
  }

  /**
   * What the step from a stored form to the next one changes. Tags that stayed the same objects
   * cost nothing.
   *
   * @param whole whether the form before has all events
   * @param older the older events of a tag that goes, where the form before does not have them
   */
  @SuppressWarnings("ReferenceEquality") // a tag that kept its history needs no comparison
  public static HeldImages change(
      ImageStream before,
      boolean whole,
      ImageStream after,
      Function<String, List<TagEvent>> older) {
    Counts counts = new Counts();
    Map<String, TagHistory> known = before.tags();
    after
        .tags()
        .forEach(
            (tag, history) -> {
              TagHistory old = known.getOrDefault(tag, TagHistory.EMPTY);
              if (old != history) {
                counts.add(history, 1);
                counts.add(old, -1);
              }
            });
    known.forEach(
        (tag, history) -> {
          if (!after.tags().containsKey(tag)) {
            counts.add(history, -1);
            if (!whole) {
              older.apply(tag).forEach(event -> counts.add(counts.all, event, -1));
            }
          }
        });
    return counts.build();
  }

  /** Images that it says something of. */
  int size() {
    return newest.size() + all.size();
  }

  private static final class Counts {
    final Map<Digest, Integer> newest = new HashMap<>();
    final Map<Digest, Integer> all = new HashMap<>();

    void add(TagHistory history, int times) {
      history.newest().ifPresent(event -> add(newest, event, times));
      history.items().forEach(event -> add(all, event, times));
    }

    void add(Map<Digest, Integer> to, TagEvent event, int times) {
      if (OwnRegistry.owns(event.reference())) {
        Digest.tryParse(event.image()).ifPresent(image -> to.merge(image, times, Integer::sum));
      }
    }

    HeldImages build() {
      newest.values().removeIf(times -> times == 0);
      all.values().removeIf(times -> times == 0);
      return new HeldImages(newest, all);
    }
  }

  /**
   * The last steps of a stream, each beginning where the one before ended: whoever followed the
   * stream up to one of them need not look at all of it to know what it holds now.
   */
  public record Steps(List<Step> steps) {
    public static final Steps NONE = new Steps(List.of());

    /** Who has not asked for so many steps has the stream read again. */
    private static final int MOST = 16;

    /** A step that changes more is no shorter than the stream. */
    private static final int LARGEST = 256;

    public Steps {
      steps = List.copyOf(steps);
    }

    /** From one revision of the stream to the next. */
    public record Step(long from, long to, HeldImages change) {}

    /** With a step at the end; with that alone if it does not begin where the last one ended. */
    public Steps and(Step step) {
      if (step.change().size() > LARGEST) {
        return NONE;
      }
      if (steps.isEmpty() || steps.getLast().to() != step.from()) {
        return new Steps(List.of(step));
      }
      List<Step> next =
          new ArrayList<>(steps.subList(Math.max(0, steps.size() - MOST + 1), steps.size()));
      next.add(step);
      return new Steps(next);
    }

    /** All changes from a revision to a later one, in order; empty if they are not known. */
    public Optional<List<HeldImages>> between(long from, long to) {
      int first = 0;
      while (first < steps.size() && steps.get(first).from() != from) {
        first++;
      }
      return first < steps.size() && steps.getLast().to() == to
          ? Optional.of(steps.subList(first, steps.size()).stream().map(Step::change).toList())
          : Optional.empty();
    }
  }
}
