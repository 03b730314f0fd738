package dev.weir.blob;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody who pushes into a repository was told to be there, and no manifest of that
 * repository names yet: it stays until one does, or until the lease ends, so that a slow push of a
 * large image finds what it was told of. More are not remembered than there is room for: with the
 * oldest, all that is not remembered counts as leased as long as that one was. A journal tells them
 * to the next process; what it cannot tell, everything that is there, counts as leased when that
 * starts. Every mistake keeps something longer.
 */
public final class PushLeases implements AutoCloseable {
  /** About 24 MB. */
  private static final int MOST = 65_536;

  /**
   * A lease is made that part longer, and then stays as it is that long however often it is asked.
   */
  private static final int SLACK = 64;

  private final InstantSource clock;
  private final Duration length;
  private final int most;
  private final LeaseJournal journal;
  private final Map<Lease, Instant> ends = new LinkedHashMap<>(); // in the order of granting
  private final Map<Digest, Set<StreamName>> places = new HashMap<>();

  /** Digests whose unremembered leases end earlier. */
  private final Map<Digest, Instant> cut = new LinkedHashMap<>();

  /** When the leases end that are not remembered. */
  private Instant others;

  private record Lease(StreamName repository, Digest digest) {
    LeaseJournal.Written until(Instant end) {
      return new LeaseJournal.Written(repository, digest, end);
    }
  }

  /**
   * Without any lease so far, and gone with the process.
   *
   * @param clock never goes back
   * @param length of a lease that nothing takes up
   */
  public PushLeases(InstantSource clock, Duration length) {
    this(clock, length, MOST, LeaseJournal.NONE, false);
  }

  /**
   * With those that a journal knows of.
   *
   * @param clock never goes back
   * @param length of a lease that nothing takes up
   * @param hasContent whether anything may be there of which somebody was told
   */
  public static PushLeases open(
      InstantSource clock, Duration length, LeaseJournal journal, boolean hasContent) {
    return new PushLeases(clock, length, MOST, journal, hasContent);
  }

  PushLeases(
      InstantSource clock, Duration length, int most, LeaseJournal journal, boolean hasContent) {
    this.clock = clock;
    this.length = length;
    this.most = most;
    this.journal = journal;
    this.others = clock.instant();
    LeaseJournal.Earlier earlier = journal.read();
    if (!earlier.isWhole() && hasContent) {
      this.others = others.plus(length);
    }
    earlier.others().filter(others::isBefore).ifPresent(end -> this.others = end);
    earlier.leases().forEach(this::remember);
    forgetEnded(clock.instant());
    journal.replace(all(), others);
  }

  private void remember(LeaseJournal.Written written) {
    Lease lease = new Lease(written.repository(), written.digest());
    Instant now = clock.instant();
    if (ends.remove(lease) != null) {
      leave(lease);
    }
    if (written.end().isAfter(now) || others.isAfter(now)) {
      put(lease, written.end());
    }
    if (ends.size() > most) {
      forgetEnded(now);
    }
  }

  /**
   * Somebody who pushes there is about to be told that it is there. Comes before the blob is
   * renewed or committed, so that whoever sweeps it in its turn sees either.
   */
  public synchronized void grant(StreamName repository, Digest digest) {
    Lease lease = new Lease(repository, digest);
    Instant now = clock.instant();
    Instant least = now.plus(length);
    Instant known = ends.get(lease);
    if (known != null && !known.isBefore(least)) {
      return;
    }
    ends.remove(lease);
    Instant end = least.plus(length.dividedBy(SLACK));
    put(lease, end);
    note(List.of(lease.until(end)));
  }

  /** A manifest of that repository, which is recorded, names them now, or is among them. */
  public synchronized void takenUp(StreamName repository, Collection<Digest> digests) {
    Instant now = clock.instant();
    List<LeaseJournal.Written> ended = new ArrayList<>();
    for (Digest digest : digests) {
      Lease lease = new Lease(repository, digest);
      if (others.isAfter(now)) {
        ends.remove(lease);
        put(lease, now); // or it would count as one that is not remembered
        ended.add(lease.until(now));
      } else if (ends.remove(lease) != null) {
        leave(lease);
        ended.add(lease.until(now));
      }
    }
    note(ended);
  }

  /** Its leases, of whatever repository, end that long from now, if they do not end earlier. */
  public synchronized void shorten(Digest digest, Duration grace) {
    Instant end = clock.instant().plus(grace);
    List<LeaseJournal.Written> shorter = new ArrayList<>();
    for (StreamName repository : places.getOrDefault(digest, Set.of())) {
      Lease lease = new Lease(repository, digest);
      if (end(repository, digest).isAfter(end)) {
        ends.put(lease, end);
        shorter.add(lease.until(end));
      }
    }
    note(shorter);
    if (others.isAfter(end)) {
      cut.put(digest, end);
      trim(cut);
    }
  }

  /** True if somebody was told of it, wherever that was. */
  public synchronized boolean isOpen(Digest digest) {
    Instant now = clock.instant();
    return othersEnd(digest).isAfter(now)
        || places.getOrDefault(digest, Set.of()).stream()
            .anyMatch(repository -> end(repository, digest).isAfter(now));
  }

  /** True if somebody who pushes into that repository was told of it. */
  public synchronized boolean isOpen(StreamName repository, Digest digest) {
    return end(repository, digest).isAfter(clock.instant());
  }

  /**
   * True if it is known that somebody who pushes into that repository was told of it, and not only
   * that it may be so.
   */
  public synchronized boolean isGranted(StreamName repository, Digest digest) {
    return ends.getOrDefault(new Lease(repository, digest), Instant.MIN).isAfter(clock.instant());
  }

  /** Where somebody was told of it, as far as that is remembered. */
  public synchronized Set<StreamName> repositories(Digest digest) {
    return Set.copyOf(places.getOrDefault(digest, Set.of()));
  }

  /** When its last lease ends, by the clock of the leases; empty if none is open. */
  public synchronized Optional<Instant> until(Digest digest) {
    Instant last = othersEnd(digest);
    for (StreamName repository : places.getOrDefault(digest, Set.of())) {
      Instant end = end(repository, digest);
      last = end.isAfter(last) ? end : last;
    }
    return Optional.of(last).filter(end -> end.isAfter(clock.instant()));
  }

  /** Leases that are remembered. */
  public synchronized int size() {
    return ends.size();
  }

  /** What the next process knows on return. */
  private void note(List<LeaseJournal.Written> changed) {
    Instant before = others;
    forgetEnded(clock.instant());
    journal.add(changed, Optional.of(others).filter(end -> !end.equals(before)));
    if (journal.isLong(ends.size())) {
      journal.replace(all(), others);
    }
  }

  private List<LeaseJournal.Written> all() {
    List<LeaseJournal.Written> all = new ArrayList<>(ends.size());
    ends.forEach((lease, end) -> all.add(lease.until(end)));
    return all;
  }

  private Instant end(StreamName repository, Digest digest) {
    Instant end = ends.get(new Lease(repository, digest));
    return end == null ? othersEnd(digest) : end;
  }

  private Instant othersEnd(Digest digest) {
    Instant end = cut.get(digest);
    return end != null && end.isBefore(others) ? end : others;
  }

  private void put(Lease lease, Instant end) {
    ends.put(lease, end);
    places.computeIfAbsent(lease.digest(), _ -> new HashSet<>(1)).add(lease.repository());
  }

  private void leave(Lease lease) {
    Set<StreamName> left = places.getOrDefault(lease.digest(), Set.of());
    if (left.remove(lease.repository()) && left.isEmpty()) {
      places.remove(lease.digest());
    }
  }

  /** The oldest that have ended, and those for which there is no room. */
  private void forgetEnded(Instant now) {
    if (!others.isAfter(now)) {
      cut.clear();
    }
    Iterator<Map.Entry<Lease, Instant>> oldest = ends.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Lease, Instant> lease = oldest.next();
      boolean ended = !lease.getValue().isAfter(now) && !others.isAfter(now);
      if (!ended && ends.size() <= most) {
        return;
      }
      forget(lease.getKey(), lease.getValue());
      oldest.remove();
    }
  }

  private void forget(Lease lease, Instant end) {
    if (end.isAfter(others)) {
      others = end;
      cut.clear(); // what was cut was cut of what was not remembered then
    }
    cut.remove(lease.digest());
    leave(lease);
  }

  private void trim(Map<Digest, Instant> bounded) {
    Iterator<Digest> oldest = bounded.keySet().iterator();
    while (bounded.size() > most) {
      oldest.next();
      oldest.remove();
    }
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
