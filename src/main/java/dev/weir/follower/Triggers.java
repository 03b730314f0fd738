package dev.weir.follower;

import java.util.List;

/**
 * What an object says of the tags that it follows.
 *
 * @param all in the order in which they are written
 * @param problems what is written and cannot be read, in whole sentences
 */
public record Triggers(List<Trigger> all, List<String> problems) {
  public static final Triggers NONE = new Triggers(List.of(), List.of());

  public Triggers {
    all = List.copyOf(all);
    problems = List.copyOf(problems);
  }

  /** Triggers that can all be read. */
  public static Triggers of(List<? extends Trigger> all) {
    return new Triggers(List.copyOf(all), List.of());
  }
}
