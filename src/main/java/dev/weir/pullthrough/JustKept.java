package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.resource.Recent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which blobs were given by which origins a moment ago: for those who asked while they came and are
 * a little too late to read along.
 */
final class JustKept {
  private static final int MOST = 4096;
  private static final Duration MOMENT = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Recent<Gift, Dated> gifts = new Recent<>(MOST);

  private record Gift(Digest digest, String key) {}

  private record Dated(Kept kept, List<String> keys, Instant at) {}

  JustKept(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Remembers one.
   *
   * @param keys of the origins that gave bytes of it
   */
  void add(Kept kept, List<String> keys) {
    gifts.keep(new Gift(kept.digest(), keys.getFirst()), new Dated(kept, keys, clock.instant()));
  }

  /** One that came from nowhere but where somebody with these keys may ask. */
  Optional<Kept> find(Digest digest, Collection<String> keys) {
    Instant since = clock.instant().minus(MOMENT);
    return keys.stream()
        .flatMap(key -> gifts.find(new Gift(digest, key)).stream())
        .filter(gift -> gift.at().isAfter(since) && keys.containsAll(gift.keys()))
        .map(Dated::kept)
        .findFirst();
  }
}
