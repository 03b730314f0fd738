package dev.weir.console.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between two images.
 *
 * @param facts size, platform and what a container is started with
 * @param shared layers of both, as the second one has them
 * @param removed layers of the first one alone
 * @param added layers of the second one alone
 * @param platforms of lists: which image is there for each platform
 */
public record ImageDifference(
    List<Change> facts,
    List<Change> environment,
    List<Change> labels,
    List<Step> shared,
    List<Step> removed,
    List<Step> added,
    List<Change> platforms) {
  /** What becomes of something from one image to the other. */
  public enum Kind {
    ADDED("added"),
    REMOVED("removed"),
    CHANGED("changed");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * A value that differs.
   *
   * @param before empty if it is not there, or has nothing in it
   */
  public record Change(String name, Kind kind, String before, String after) {}

  public ImageDifference {
    facts = List.copyOf(facts);
    environment = List.copyOf(environment);
    labels = List.copyOf(labels);
    shared = List.copyOf(shared);
    removed = List.copyOf(removed);
    added = List.copyOf(added);
    platforms = List.copyOf(platforms);
  }

  public boolean isNone() {
    return facts.isEmpty()
        && environment.isEmpty()
        && labels.isEmpty()
        && removed.isEmpty()
        && added.isEmpty()
        && platforms.isEmpty();
  }

  /** From one to the other. */
  public static ImageDifference of(ImageFacts from, ImageFacts to) {
    return new ImageDifference(
        changes(facts(from), facts(to)),
        changes(from.environment(), to.environment()),
        changes(from.labels(), to.labels()),
        both(to, from),
        alone(from, to),
        alone(to, from),
        changes(platforms(from), platforms(to)));
  }

  /** In the order of the first, and what only the second has behind it. */
  static List<Change> changes(Map<String, String> from, Map<String, String> to) {
    Set<String> names = new LinkedHashSet<>(from.keySet());
    names.addAll(to.keySet());
    List<Change> found = new ArrayList<>();
    for (String name : names) {
      change(name, Optional.ofNullable(from.get(name)), Optional.ofNullable(to.get(name)))
          .ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Change> change(
      String name, Optional<String> before, Optional<String> after) {
    if (before.equals(after)) {
      return Optional.empty();
    }
    Kind kind = before.isEmpty() ? Kind.ADDED : after.isEmpty() ? Kind.REMOVED : Kind.CHANGED;
    return Optional.of(new Change(name, kind, before.orElse(""), after.orElse("")));
  }

  private static Map<String, String> facts(ImageFacts image) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Platform", image.platform());
    all.put("Artifact type", image.artifactType());
    all.putAll(image.settings());
    all.values().removeIf(String::isEmpty);
    return all;
  }

  private static Map<String, String> platforms(ImageFacts list) {
    Map<String, String> all = new LinkedHashMap<>();
    for (ImageFacts.Child child : list.children()) {
      String _ = all.merge(child.platform(), child.digest(), (one, other) -> one + ", " + other);
    }
    return all;
  }

  private static List<Step> both(ImageFacts image, ImageFacts other) {
    return layered(image, other, true);
  }

  private static List<Step> alone(ImageFacts image, ImageFacts other) {
    return layered(image, other, false);
  }

  /**
   * A layer that stands more often in one image than in the other is shared as often as in that.
   */
  private static List<Step> layered(ImageFacts image, ImageFacts other, boolean inBoth) {
    Map<String, Integer> left = new LinkedHashMap<>();
    other.layers().forEach(layer -> left.merge(layer.digest(), 1, Integer::sum));
    List<Step> found = new ArrayList<>();
    for (Step step : image.steps()) {
      if (step.layer().isPresent()) {
        String digest = step.layer().get().digest();
        int count = left.getOrDefault(digest, 0);
        left.put(digest, count - 1);
        if ((count > 0) == inBoth) {
          found.add(step);
        }
      }
    }
    return found;
  }
}
