package dev.weir.window;

import dev.weir.reference.StreamName;
import dev.weir.resource.Recent;
import java.time.Instant;
import java.util.Optional;

/** When the upstream was last asked about each tag, and what came of it. Safe for threads. */
final class Checks {
  private static final int REMEMBERED = 100_000;

  private final Recent<Key, Check> checks = new Recent<>(REMEMBERED);

  /** A tag of a stream. */
  record Key(StreamName stream, String tag) {}

  /**
   * What is known of a tag.
   *
   * @param told when the upstream last said what it is; {@link Instant#MIN} for never
   * @param failure since then
   */
  record Check(Instant told, Optional<Failure> failure) {
    static final Check NEVER = new Check(Instant.MIN, Optional.empty());
  }

  /**
   * The upstream did not say what a tag is.
   *
   * @param until it is left alone
   */
  record Failure(String why, Instant until) {}

  Check find(Key key) {
    return checks.find(key).orElse(Check.NEVER);
  }

  void told(Key key, Instant now) {
    checks.keep(key, new Check(now, Optional.empty()));
  }

  void failed(Key key, Failure failure) {
    checks.keep(key, new Check(find(key).told(), Optional.of(failure)));
  }
}
