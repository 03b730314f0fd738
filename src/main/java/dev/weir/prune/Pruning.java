package dev.weir.prune;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what goes (controllers-and-access.md 6.2): first items of streams, one stream at a time,
 * then images that are in no stream any more. The same inputs give the same plan in the same order.
 *
 * @param images all that there are, by name
 * @param waiting names of images for which tags wait: no stream shows them yet
 */
public record Pruning(
    PruneRules rules,
    Instant now,
    Map<String, PrunableImage> images,
    References used,
    SizeLimits limits,
    Set<String> waiting) {
  private static final Comparator<StreamHistory> BY_PATH =
      Comparator.comparing(StreamHistory::path);

  public Pruning {
    images = Map.copyOf(images);
    waiting = Set.copyOf(waiting);
  }

  /** Where no tag waits for anything. */
  public Pruning(
      PruneRules rules,
      Instant now,
      Map<String, PrunableImage> images,
      References used,
      SizeLimits limits) {
    this(rules, now, images, used, limits, Set.of());
  }

  /** All that goes of these streams and of the images. */
  public PrunePlan plan(Collection<StreamHistory> streams) {
    List<StreamPlan> plans = streams.stream().sorted(BY_PATH).map(this::of).toList();
    return new PrunePlan(
        plans.stream().filter(plan -> !plan.items().isEmpty()).toList(),
        images(plans.stream().map(StreamPlan::left).toList()));
  }

  /** Whether a stream is left alone for its age. */
  public boolean isYoung(StreamHistory stream) {
    return rules.keepsForAge(stream.created(), now);
  }

  /** What a stream loses. */
  public StreamPlan of(StreamHistory stream) {
    if (isYoung(stream)) {
      return StreamPlan.nothing(stream);
    }
    List<StreamPlan.Dropped> dropped = new ArrayList<>();
    List<StreamHistory.Tag> left = new ArrayList<>();
    for (StreamHistory.Tag tag : stream.tags()) {
      List<StreamHistory.Item> kept = new ArrayList<>();
      for (int revision = 0; revision < tag.items().size(); revision++) {
        StreamHistory.Item item = tag.items().get(revision);
        Optional<String> why = drops(stream, tag.name(), revision, item);
        if (why.isPresent()) {
          dropped.add(new StreamPlan.Dropped(tag.name(), revision, item.image(), why.get()));
        } else {
          kept.add(item);
        }
      }
      if (!kept.isEmpty()) {
        left.add(new StreamHistory.Tag(tag.name(), kept));
      }
    }
    return new StreamPlan(
        stream,
        dropped,
        rules.registry() ? layerLinks(stream, dropped) : List.of(),
        rules.registry() ? manifestLinks(stream, dropped) : List.of(),
        new StreamHistory(stream.namespace(), stream.name(), stream.created(), left));
  }

  /** Why an item goes; empty if it stays. */
  private Optional<String> drops(
      StreamHistory stream, String tag, int revision, StreamHistory.Item item) {
    if (rules.keepsForAge(item.created(), now)
        || (revision == 0 && !used.ofTag(stream.path(), tag).isEmpty())) {
      return Optional.empty();
    }
    PrunableImage image = images.get(item.image());
    if (image == null) {
      return Optional.of("without an image");
    }
    Optional<String> why =
        rules.overSizeLimit()
            ? limits
                .exceeded(stream.namespace(), image.size())
                .map(limit -> "larger than " + limit + ", the limit of " + stream.namespace())
            : Optional.of(revision)
                .filter(number -> number >= rules.keepTagRevisions())
                .map(_ -> beyond());
    return why.filter(_ -> used.ofImage(stream.path(), item.image()).isEmpty());
  }

  private String beyond() {
    int kept = rules.keepTagRevisions();
    return joined(kept == 0 ? "unused" : "beyond the newest " + kept, rules.age());
  }

  private static String joined(String one, String other) {
    return other.isEmpty() ? one : one + " and " + other;
  }

  /** Blobs that only items which go have brought. */
  private List<Gone> layerLinks(StreamHistory stream, List<StreamPlan.Dropped> dropped) {
    Map<String, Integer> counts =
        counts(known(stream.images()).flatMap(image -> image.blobs().stream()));
    return lastOf(
        counts,
        known(dropped.stream().map(StreamPlan.Dropped::image))
            .flatMap(image -> image.blobs().stream()),
        "no image left in its history has it");
  }

  private List<Gone> manifestLinks(StreamHistory stream, List<StreamPlan.Dropped> dropped) {
    return lastOf(
        counts(known(stream.images()).map(PrunableImage::name)),
        known(dropped.stream().map(StreamPlan.Dropped::image)).map(PrunableImage::name),
        "left its history");
  }

  private Stream<PrunableImage> known(Stream<String> names) {
    return names.filter(images::containsKey).map(images::get);
  }

  private static Map<String, Integer> counts(Stream<String> digests) {
    Map<String, Integer> counts = new HashMap<>();
    digests.forEach(digest -> counts.merge(digest, 1, Integer::sum));
    return counts;
  }

  private static List<Gone> lastOf(Map<String, Integer> counts, Stream<String> going, String why) {
    return going
        .filter(digest -> counts.merge(digest, -1, Integer::sum) == 0)
        .map(digest -> new Gone(digest, why))
        .toList();
  }

  /** Images that go when these streams are all that is left of streams. */
  public List<ImagePlan> images(Collection<StreamHistory> left) {
    if (rules.streamsOnly()) {
      return List.of();
    }
    Set<String> held = held(left);
    Map<String, Integer> counts =
        counts(
            images.values().stream()
                .flatMap(image -> Stream.concat(image.blobs().stream(), Stream.of(image.name()))));
    return images.values().stream()
        .filter(image -> !held.contains(image.name()))
        .filter(image -> rules.allImages() || image.managed())
        .filter(image -> !rules.keepsForAge(image.created(), now))
        .sorted(Comparator.comparing(PrunableImage::name))
        .map(image -> new ImagePlan(image, unused(image), blobs(image, counts)))
        .toList();
  }

  /** What histories hold, what tags wait for, and what is listed by those. */
  private Set<String> held(Collection<StreamHistory> streams) {
    Set<String> held = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(waiting);
    streams.stream().flatMap(StreamHistory::images).forEach(open::add);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (held.add(name)) {
        known(Stream.of(name)).forEach(image -> open.addAll(image.children()));
      }
    }
    return held;
  }

  private String unused(PrunableImage image) {
    String unused =
        image.managed() ? "in no image stream" : "of another registry, in no image stream";
    return joined(unused, rules.age());
  }

  private List<Gone> blobs(PrunableImage image, Map<String, Integer> counts) {
    if (!rules.registry()) {
      return List.of();
    }
    List<Gone> gone =
        new ArrayList<>(lastOf(counts, image.blobs().stream(), "no image that stays has it"));
    gone.addAll(lastOf(counts, Stream.of(image.name()), "manifest of an image that goes"));
    return gone;
  }
}
