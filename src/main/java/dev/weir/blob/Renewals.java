package dev.weir.blob;

import dev.weir.reference.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When blobs were last brought or found by somebody who may bring them. Nothing of it is written
 * down: what a store has when it is opened counts as brought then, so that a start can only make a
 * blob younger. When more are remembered than there is room for, the same is done with the oldest:
 * all that is not remembered counts as brought when that one was.
 */
public final class Renewals {
  /** About 16 MB. */
  private static final int MOST = 65_536;

  private final InstantSource clock;
  private final int most;
  private final Map<Digest, Instant> known = new LinkedHashMap<>(); // in the order of time
  private Instant others;

  /**
   * For a store that is opened now.
   *
   * @param clock should never go back
   */
  public Renewals(InstantSource clock) {
    this(clock, MOST);
  }

  Renewals(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
    this.others = clock.instant();
  }

  /** The blob is as if it came now. */
  public synchronized void renew(Digest digest) {
    known.remove(digest);
    known.put(digest, clock.instant());
    Iterator<Instant> oldest = known.values().iterator();
    while (known.size() > most) {
      forget(oldest);
    }
  }

  /** True if it came before that, and nobody was told of it since. */
  public synchronized boolean isBefore(Digest digest, Instant instant) {
    return known.getOrDefault(digest, others).isBefore(instant);
  }

  /** The blob is gone. */
  public synchronized void remove(Digest digest) {
    known.remove(digest);
  }

  /** Whoever asks about that instant need not know what was before it. */
  public synchronized void forgetBefore(Instant instant) {
    Iterator<Instant> oldest = known.values().iterator();
    while (oldest.hasNext()) {
      Instant time = oldest.next();
      if (!time.isBefore(instant)) {
        return;
      }
      later(time);
      oldest.remove();
    }
  }

  private void forget(Iterator<Instant> oldest) {
    later(oldest.next());
    oldest.remove();
  }

  private void later(Instant time) {
    if (time.isAfter(others)) {
      others = time;
    }
  }

  synchronized int size() {
    return known.size();
  }
}
