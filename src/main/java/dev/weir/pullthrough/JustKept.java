package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.resource.Recent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;

/**
 * Which blobs an origin gave a moment ago: for those who asked while they came and are a little too
 * late to read along.
 */
final class JustKept {
  private static final int MOST = 4096;
  private static final Duration MOMENT = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Recent<Gift, Dated> gifts = new Recent<>(MOST);

  private record Gift(Digest digest, String key) {}

  private record Dated(Kept kept, Instant at) {}

  JustKept(InstantSource clock) {
    this.clock = clock;
  }

  void add(Kept kept, String key) {
    gifts.keep(new Gift(kept.digest(), key), new Dated(kept, clock.instant()));
  }

  Optional<Kept> find(Digest digest, Collection<String> keys) {
    Instant since = clock.instant().minus(MOMENT);
    return keys.stream()
        .flatMap(key -> gifts.find(new Gift(digest, key)).stream())
        .filter(gift -> gift.at().isAfter(since))
        .map(Dated::kept)
        .findFirst();
  }
}
