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
 *
 * <p>Two who push into one repository may both be told of a blob, and nothing tells them apart: the
 * manifest of the faster one must not end the lease of the slower one. So what a manifest takes up
 * while other pushes of the repository are on their way is leased until those have ended.
 */
public final class PushLeases implements AutoCloseable {
  /** About 24 MB. */
  private static final int MOST = 65_536;

  /**
   * A lease is made that part longer, and then stays as it is that long however often it is asked.
   */
  private static final int SLACK = 64;

  /** A push of which nothing is heard for that part of a lease was given up. */
  private static final int PATIENCE = 4;

  /** So often what waits is looked at everywhere: a push that was given up tells nobody. */
  private static final int SOMETIMES = 256;

  /** How long until it is worth asking again whether other pushes have ended. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Duration length;
  private final int most;
  private final LeaseJournal journal;
  private final Map<Lease, Instant> ends = new LinkedHashMap<>(); // in the order of granting
  private final Map<Digest, Set<StreamName>> places = new HashMap<>();
  private final OpenPushes pushes;

  /** What was taken up, with the last push that was on its way then; the oldest first. */
  private final Map<StreamName, Map<Digest, Long>> waiting = new HashMap<>();

  private int takenUp;

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
    this.pushes = new OpenPushes(length.dividedBy(PATIENCE));
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
      pushes.seen(lease.repository(), lease.digest(), now);
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
    pushes.seen(repository, digest, now);
    waitsNoMore(lease);
    if (known != null && !known.isBefore(least)) {
      return;
    }
    ends.remove(lease);
    Instant end = least.plus(length.dividedBy(SLACK));
    put(lease, end);
    note(List.of(lease.until(end)));
  }

  /**
   * Bytes come for an upload into the repository, until that is closed.
   *
   * @param upload its id
   */
  public synchronized Sending sending(StreamName repository, String upload) {
    pushes.runs(repository, upload, clock.instant());
    return () -> paused(repository, upload);
  }

  /** Bytes come. */
  @FunctionalInterface
  public interface Sending extends AutoCloseable {
    @Override
    void close();
  }

  private synchronized void paused(StreamName repository, String upload) {
    pushes.pauses(repository, upload, clock.instant());
  }

  /** An upload was begun in the repository. */
  public synchronized void uploading(StreamName repository, String upload) {
    pushes.seen(repository, upload, clock.instant());
  }

  /** An upload has become a blob, which somebody is told now. */
  public synchronized void uploaded(StreamName repository, String upload, Digest blob) {
    pushes.becomes(repository, upload, blob, clock.instant());
  }

  /** An upload was given up. */
  public synchronized void cancelled(StreamName repository, String upload) {
    pushes.ended(repository, upload);
    endWaiting(repository);
  }

  /** A manifest of that repository, which is recorded, names them now, or is among them. */
  public synchronized void takenUp(StreamName repository, Collection<Digest> digests) {
    Instant now = clock.instant();
    digests.forEach(digest -> pushes.ended(repository, digest));
    if (pushes.areUnderway(repository, pushes.last(), now)) {
      Map<Digest, Long> waits = waiting.computeIfAbsent(repository, _ -> new LinkedHashMap<>());
      for (Digest digest : digests) {
        waits.remove(digest);
        if (end(repository, digest).isAfter(now)) {
          waits.put(digest, pushes.last());
        }
      }
    } else {
      end(digests.stream().map(digest -> new Lease(repository, digest)).toList());
    }
    endWaiting(repository);
    takenUp++;
    if (takenUp % SOMETIMES == 0) {
      pushes.forgetGivenUp(now);
      Set.copyOf(waiting.keySet()).forEach(this::endWaiting);
    }
  }

  /** Those end that waited for pushes which are not on their way any more. */
  private void endWaiting(StreamName repository) {
    Instant now = clock.instant();
    List<Lease> over = new ArrayList<>();
    for (Map.Entry<Digest, Long> one : waiting.getOrDefault(repository, Map.of()).entrySet()) {
      if (pushes.areUnderway(repository, one.getValue(), now)) {
        break; // and so for the others
      }
      over.add(new Lease(repository, one.getKey()));
    }
    end(over);
  }

  private void waitsNoMore(Lease lease) {
    waiting.computeIfPresent(
        lease.repository(),
        (_, waits) -> {
          Long _ = waits.remove(lease.digest());
          return waits.isEmpty() ? null : waits;
        });
  }

  private void end(List<Lease> leases) {
    Instant now = clock.instant();
    List<LeaseJournal.Written> ended = new ArrayList<>();
    for (Lease lease : leases) {
      waitsNoMore(lease);
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
    Lease lease = new Lease(repository, digest);
    return ends.containsKey(lease) && end(repository, digest).isAfter(clock.instant());
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

  /**
   * When the lease of those who push into that repository ends, by the clock of the leases; empty
   * if it is not known that they were told of it.
   */
  public synchronized Optional<Instant> until(StreamName repository, Digest digest) {
    return isGranted(repository, digest) ? Optional.of(end(repository, digest)) : Optional.empty();
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
    keep();
  }

  /**
   * To be called now and then: what was granted lately is known after a loss of power, too, when
   * nobody pushes for a while.
   */
  public synchronized void keep() {
    if (journal.isDue(ends.size())) {
      journal.replace(all(), others);
    }
  }

  private List<LeaseJournal.Written> all() {
    List<LeaseJournal.Written> all = new ArrayList<>(ends.size());
    ends.forEach((lease, end) -> all.add(lease.until(end)));
    return all;
  }

  private Instant end(StreamName repository, Digest digest) {
    Lease lease = new Lease(repository, digest);
    Instant end = ends.get(lease);
    return untilOthersEnd(lease, end == null ? othersEnd(digest) : end);
  }

  private Instant untilOthersEnd(Lease lease, Instant end) {
    Long last = waiting.getOrDefault(lease.repository(), Map.of()).get(lease.digest());
    if (last == null) {
      return end;
    }
    Instant now = clock.instant();
    Instant next = pushes.areUnderway(lease.repository(), last, now) ? now.plus(LOOK) : now;
    return next.isBefore(end) ? next : end;
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
    waitsNoMore(lease);
    pushes.ended(lease.repository(), lease.digest());
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
    forgetEnded(clock.instant());
    journal.close(all(), others);
  }
}
