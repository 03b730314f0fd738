package dev.weir.streams.parts;

import dev.weir.reference.ImageReference;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a stream's images of other registries are made of, and which of these registries were named
 * last. Used by one thread at a time, which holds its lock.
 */
public final class SourceParts implements StreamMemory.Remembered {
  /** More places than that are not tried for anything. */
  private static final int MOST_PLACES = 16;

  private final StreamParts parts;
  private final Map<String, Instant> seen = new HashMap<>();
  private final Map<String, Integer> insecure = new HashMap<>();
  private long fetched;
  private long late;

  public SourceParts(Manifests known) {
    this.parts = new StreamParts(known);
  }

  public StreamParts parts() {
    return parts;
  }

  /** All that a stream holds. */
  public void become(
      HeldImages held, Function<HeldImages, Map<HeldImage, Integer>> which, long revision) {
    seen.clear();
    insecure.clear();
    takeIn(held);
    parts.become(which.apply(held), Set.of(), revision);
  }

  /**
   * A step of the stream.
   *
   * @return false if all has to be read
   */
  public boolean follow(HeldImages step, Function<HeldImages, Map<HeldImage, Integer>> which) {
    takeIn(step);
    return parts.follow(which.apply(step), _ -> true);
  }

  private void takeIn(HeldImages held) {
    held.seen().forEach((place, time) -> seen.merge(place, time, HeldImages::later));
    held.insecure().forEach((host, times) -> insecure.merge(host, times, Integer::sum));
  }

  /** Where to begin the next look at what was fetched for the stream. */
  public long fetched() {
    return fetched;
  }

  /** Where to begin the next look at what came of images that were there before. */
  public long late() {
    return late;
  }

  /** Says up to where it was looked. */
  public void looked(long untilFetched, long untilLate) {
    fetched = untilFetched;
    late = untilLate;
  }

  /**
   * The repositories where a part lies: what may be fetched with proof of who sends it first, and
   * of that what was named last.
   */
  public List<ImageReference> places(Part part) {
    Comparator<ImageReference> order =
        Comparator.<ImageReference, Boolean>comparing(this::isInsecure)
            .thenComparing(
                place -> seen.getOrDefault(place.repository(), Instant.EPOCH),
                Comparator.reverseOrder())
            .thenComparing(ImageReference::repository);
    return part.repositories().stream()
        .filter(place -> !place.isEmpty())
        .map(ImageReference::parse)
        .sorted(order)
        .limit(MOST_PLACES)
        .toList();
  }

  /** True if a tag of the stream allows plain HTTP and unverified TLS to that registry. */
  public boolean isInsecure(ImageReference place) {
    return insecure.getOrDefault(place.v2Host(), 0) > 0;
  }

  @Override
  public int size() {
    return parts.size() + seen.size() + insecure.size();
  }
}
