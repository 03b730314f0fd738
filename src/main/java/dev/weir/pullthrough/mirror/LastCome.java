package dev.weir.pullthrough.mirror;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What came last, of all streams. Safe for threads. */
final class LastCome {
  private static final int REMEMBERED = 4096;

  private final Deque<Come> last = new ArrayDeque<>();

  /** Of what is not remembered, nothing came later. */
  private long forgotten;

  private record Come(MirrorKey key, long revision) {}

  synchronized void add(MirrorKey key, long revision) {
    last.add(new Come(key, revision));
    if (last.size() > REMEMBERED) {
      forgotten = Math.max(forgotten, last.remove().revision());
    }
  }

  /** As {@link MirrorIndex#since}. */
  synchronized Optional<Set<Digest>> since(StreamName stream, long revision) {
    return revision < forgotten
        ? Optional.empty()
        : Optional.of(
            last.stream()
                .filter(come -> come.revision() > revision && come.key().stream().equals(stream))
                .map(come -> come.key().digest())
                .collect(Collectors.toUnmodifiableSet()));
  }
}
