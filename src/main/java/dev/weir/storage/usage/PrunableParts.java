package dev.weir.storage.usage;

import dev.weir.imagestream.ImageStream;
import dev.weir.prune.PrunableImage;
import dev.weir.prune.PruneRules;
import dev.weir.prune.Pruning;
import dev.weir.prune.References;
import dev.weir.prune.Referrer;
import dev.weir.prune.SizeLimits;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.StreamPlan;
import dev.weir.prune.Workload;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.streams.parts.Composition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a stream would hold no longer if it were pruned by the usual rules: the same rules as of
 * {@code adm prune images}. Nothing is, where it cannot be told what the rest of the stream needs.
 *
 * @param used what workloads use
 * @param isImage whether there is an Image of a name
 * @param made what a manifest is made of; empty if it cannot be told
 */
record PrunableParts(
    Instant now,
    References used,
    Predicate<String> isImage,
    Function<Digest, Optional<Composition>> made) {
  private static final PruneRules RULES = PruneRules.usual().ofHistoriesAlone();
  private static final Referrer ANY = new Referrer("workload", "", "");

  /**
   * What workloads use.
   *
   * @param pullSpecs as they name it
   */
  static References used(Stream<String> pullSpecs, Instant now) {
    Workload all =
        new Workload(
            ANY,
            Optional.empty(),
            pullSpecs.distinct().map(name -> Workload.Named.pullSpec("", name)).toList());
    return References.of(Set.of(all), RULES, now);
  }

  /**
   * Manifests that only events which would go hold, and what only these are made of.
   *
   * @param linked manifests that the stream's repository has for any reason, asked only where
   *     events would go
   */
  Set<Digest> of(ImageStream stream, Supplier<? extends Collection<Digest>> linked) {
    StreamHistory history = history(stream);
    if (pruning(Map.of()).isYoung(history)) {
      return Set.of();
    }
    StreamPlan plan = pruning(images(history)).of(history);
    if (plan.items().isEmpty()) {
      return Set.of();
    }
    Set<Digest> going = Repositories.images(stream);
    Set<Digest> staying = new HashSet<>(going);
    staying.retainAll(digests(plan.left()));
    going.removeAll(staying);
    Set<Digest> loose = new HashSet<>();
    gather(going, loose);
    linked.get().stream().filter(manifest -> !loose.contains(manifest)).forEach(staying::add);
    Set<Digest> needed = new HashSet<>();
    if (!gather(staying, needed)) {
      return Set.of();
    }
    loose.removeAll(needed);
    return loose;
  }

  private Pruning pruning(Map<String, PrunableImage> images) {
    return new Pruning(RULES, now, images, used, SizeLimits.NONE);
  }

  private static StreamHistory history(ImageStream stream) {
    String made = Json.string(stream.metadata(), "creationTimestamp");
    return new StreamHistory(
        stream.name().namespace(),
        stream.name().name(),
        made.isEmpty() ? Instant.MIN : Instant.parse(made),
        stream.tags().entrySet().stream()
            .map(
                tag ->
                    new StreamHistory.Tag(
                        tag.getKey(),
                        tag.getValue().items().stream()
                            .map(event -> new StreamHistory.Item(event.image(), event.created()))
                            .toList()))
            .toList());
  }

  /** The rules ask no more of them here than whether they are there. */
  private Map<String, PrunableImage> images(StreamHistory history) {
    Map<String, PrunableImage> images = new HashMap<>();
    items(history)
        .map(StreamHistory.Item::image)
        .distinct()
        .filter(isImage)
        .forEach(
            name ->
                images.put(
                    name, new PrunableImage(name, Instant.MIN, true, List.of(), List.of(), 0, "")));
    return images;
  }

  private static Stream<StreamHistory.Item> items(StreamHistory history) {
    return history.tags().stream().flatMap(tag -> tag.items().stream());
  }

  private static Set<Digest> digests(StreamHistory history) {
    return items(history)
        .flatMap(item -> Digest.tryParse(item.image()).stream())
        .collect(Collectors.toSet());
  }

  /**
   * Puts images and all that they are made of into a set.
   *
   * @return whether it could be told of all
   */
  private boolean gather(Collection<Digest> images, Set<Digest> all) {
    boolean known = true;
    Deque<Digest> open = new ArrayDeque<>(images);
    while (!open.isEmpty()) {
      Digest image = open.removeFirst();
      if (all.add(image)) {
        Optional<Composition> found = made.apply(image);
        known &= found.isPresent();
        found.stream().flatMap(Composition::children).forEach(open::add);
        found.stream()
            .flatMap(it -> Stream.concat(it.config().stream(), it.blobs().stream()))
            .forEach(part -> all.add(part.digest()));
      }
    }
    return known;
  }
}
