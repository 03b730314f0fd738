package dev.weir.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last steps of a stream, each beginning where the one before ended: whoever followed the
 * stream up to one of them need not look at all of it to know what it holds now.
 */
record HeldSteps(List<Step> steps) {
  static final HeldSteps NONE = new HeldSteps(List.of());

  /** Who has not asked for so many steps has the stream read again. */
  private static final int MOST = 16;

  /** A step that changes more is no shorter than the stream. */
  private static final int LARGEST = 256;

  HeldSteps {
    steps = List.copyOf(steps);
  }

  /** From one revision of the stream to the next. */
  record Step(long from, long to, HeldImages change) {}

  /** With a step at the end; with that alone if it does not begin where the last one ended. */
  HeldSteps and(Step step) {
    if (step.change().size() > LARGEST) {
      return NONE;
    }
    if (steps.isEmpty() || steps.getLast().to() != step.from()) {
      return new HeldSteps(List.of(step));
    }
    List<Step> next =
        new ArrayList<>(steps.subList(Math.max(0, steps.size() - MOST + 1), steps.size()));
    next.add(step);
    return new HeldSteps(next);
  }

  /** All changes from a revision to a later one, in order; empty if they are not known. */
  Optional<List<HeldImages>> between(long from, long to) {
    int first = 0;
    while (first < steps.size() && steps.get(first).from() != from) {
      first++;
    }
    return first < steps.size() && steps.getLast().to() == to
        ? Optional.of(steps.subList(first, steps.size()).stream().map(Step::change).toList())
        : Optional.empty();
  }
}
