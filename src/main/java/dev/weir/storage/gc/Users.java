package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What workloads use, here and on the server whose workloads follow tags.
 *
 * @param inUse digests of manifests, configurations and layers; throws where that cannot be told,
 *     and then nothing may go
 * @param names as what workloads name an image that is a digest or has it; throws likewise
 */
public record Users(Supplier<Set<Digest>> inUse, Function<Digest, Set<String>> names) {
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  /** Of which it is not known as what they name images. */
  public Users(Supplier<Set<Digest>> inUse) {
    this(inUse, _ -> Set.of());
  }

  /**
   * The same, asked at most once a second, so that many looks of one round have one answer. That it
   * cannot be told is an answer as well.
   *
   * @param steady a clock that never goes back
   */
  public Users remembered(InstantSource steady) {
    return new Users(new LastAnswer(inUse, steady)::get, names);
  }

  private static final class LastAnswer {
    private final Supplier<Set<Digest>> asked;
    private final InstantSource steady;
    private Instant until = Instant.MIN;
    private Set<Digest> used = Set.of();
    private @Nullable RuntimeException failure;

    LastAnswer(Supplier<Set<Digest>> asked, InstantSource steady) {
      this.asked = asked;
      this.steady = steady;
    }

    synchronized Set<Digest> get() {
      if (!until.isAfter(steady.instant())) {
        ask();
      }
      if (failure != null) {
        throw failure;
      }
      return used;
    }

    private void ask() {
      try {
        used = asked.get();
        failure = null;
      } catch (RuntimeException e) {
        failure = e;
      }
      until = steady.instant().plus(REMEMBERED);
    }
  }
}
