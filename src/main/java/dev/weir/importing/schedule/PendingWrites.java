package dev.weir.importing.schedule;

import dev.weir.streams.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * What lies ready to be written, by stream: whoever has the turn of a stream takes all of it, so
 * that tags that move together are one write. Nobody waits for others to come, and whoever put
 * something here sees to it that it is written. Safe for threads.
 */
final class PendingWrites {
  /** So many are written at once at most. */
  private static final int MOST = 50;

  private final Map<StreamId, SequencedSet<PendingWrite>> ready = new HashMap<>();

  synchronized void add(PendingWrite write) {
    ready.computeIfAbsent(write.tag.stream, _ -> new LinkedHashSet<>()).add(write);
  }

  /** Takes one, and what else lies ready for its stream. */
  synchronized List<PendingWrite> take(PendingWrite own) {
    remove(own);
    List<PendingWrite> taken = new ArrayList<>(List.of(own));
    if (!own.alone) {
      ready.getOrDefault(own.tag.stream, new LinkedHashSet<>()).stream()
          .limit(MOST - 1)
          .forEach(taken::add);
      taken.forEach(this::remove);
    }
    return taken;
  }

  synchronized void remove(PendingWrite write) {
    ready.computeIfPresent(
        write.tag.stream,
        (_, all) -> {
          all.remove(write);
          return all.isEmpty() ? null : all;
        });
  }
}
