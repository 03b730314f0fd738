package dev.weir.imagestream.age;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What this server has seen under a tag of another registry, in the order in which it came there:
 * of these the tag takes the newest that came long enough ago, however many came after it. So the
 * tag is what its registry's tag was that long ago. Pure.
 *
 * <p>The same digest that comes again comes anew, and those that came between are taken no more: a
 * registry that goes back does so for a reason.
 *
 * @param all the one that the tag took last, if it is known, and those that came after it; each
 *     digest once
 * @param former those that are taken no more, the newest first, a few
 */
public record Candidates(List<Candidate> all, List<Former> former) {
  /** Nothing was seen. */
  public static final Candidates NONE = new Candidates(List.of(), List.of());

  /** So many are remembered at most; of more, some in between are forgotten. */
  public static final int MOST = 64;

  /** So many of those that are taken no more. */
  static final int FORMER = 16;

  private static final Duration NOTED = Duration.ofHours(1);

  public Candidates {
    all = List.copyOf(all);
    former = List.copyOf(former);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The one of this digest. */
  public Optional<Candidate> find(String image) {
    return all.stream().filter(one -> one.image().equals(image)).findFirst();
  }

  /** Without images that cannot be taken; what the tag took before stays. */
  public Candidates without(Predicate<String> images) {
    return new Candidates(
        all.stream().filter(one -> one.taken() || !images.test(one.image())).toList(), former);
  }

  /** The one that the tag took last. */
  public Optional<Candidate> taken() {
    return all.stream().filter(Candidate::taken).findFirst();
  }

  /**
   * The registry has an image under the tag now. The same as it was if that is known well enough.
   *
   * @param now of the clock by which ages are told
   */
  public Candidates seen(String image, String reference, Instant now) {
    Candidate fresh = new Candidate(image, reference, now, now, false);
    Optional<Candidate> known = find(image);
    if (known.isEmpty()) {
      return after(all, fresh, List.of(), now).thinned(now);
    }
    Candidate one = known.get();
    int at = all.indexOf(one);
    List<Candidate> later = all.subList(at + 1, all.size());
    if (!later.isEmpty()) {
      return after(all.subList(0, at), one.taken() ? one.seenAt(now) : fresh, later, now);
    }
    Duration since = Duration.between(one.last(), now);
    return since.compareTo(NOTED) < 0
        ? this
        : after(all.subList(0, at), one.seenAt(now), List.of(), now);
  }

  /** These, one more, and without those that the registry took back. */
  private Candidates after(
      List<Candidate> before, Candidate one, List<Candidate> withdrawn, Instant now) {
    List<Candidate> next = new ArrayList<>(before);
    next.add(one);
    return new Candidates(next, former(withdrawn, Former.Fate.WITHDRAWN, now));
  }

  private List<Former> former(List<Candidate> gone, Former.Fate fate, Instant now) {
    List<Former> next = new ArrayList<>();
    gone.reversed()
        .forEach(one -> next.add(Former.of(one, one.taken() ? Former.Fate.FOLLOWED : fate, now)));
    next.addAll(former);
    return next.size() <= FORMER ? next : next.subList(0, FORMER);
  }

  /**
   * Without one in between that leaves the smallest gap: where it would have been taken, an older
   * one is. The newest stays, since the next look is compared with it.
   */
  private Candidates thinned(Instant now) {
    if (all.size() <= MOST) {
      return this;
    }
    int least = 1;
    for (int i = 2; i < all.size() - 1; i++) {
      if (gap(i).compareTo(gap(least)) <= 0) {
        least = i;
      }
    }
    List<Candidate> next = new ArrayList<>(all);
    Candidate gone = next.remove(least);
    return new Candidates(next, former(List.of(gone), Former.Fate.THINNED, now));
  }

  private Duration gap(int without) {
    return Duration.between(all.get(without - 1).first(), all.get(without + 1).first());
  }

  /** The tag has this one now; what came before it is taken no more. */
  public Candidates takes(String image, Instant now) {
    Optional<Candidate> one = find(image);
    if (one.isEmpty() || (one.get().taken() && all.getFirst().equals(one.get()))) {
      return this;
    }
    int at = all.indexOf(one.get());
    List<Candidate> next = new ArrayList<>(List.of(one.get().asTaken()));
    next.addAll(all.subList(at + 1, all.size()));
    return new Candidates(next, former(all.subList(0, at), Former.Fate.SUPERSEDED, now));
  }

  /**
   * What the tag may be.
   *
   * @param chosen empty if nothing is old enough, and the tag stays what it is
   * @param next the one that comes after it, if any does
   * @param due when that is; by the same clock
   */
  public record Choice(
      Optional<Candidate> chosen, Optional<Candidate> next, Optional<Instant> due) {}

  /** The newest that was seen so long ago, or else what the tag took before. */
  public Choice choose(Duration age, Instant now) {
    int chosen = -1;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).taken() || !due(all.get(i), age).isAfter(now)) {
        chosen = i;
      }
    }
    Optional<Candidate> next = Optional.empty();
    for (Candidate one : all.subList(chosen + 1, all.size())) {
      if (next.isEmpty() || due(one, age).isBefore(due(next.get(), age))) {
        next = Optional.of(one);
      }
    }
    return new Choice(
        chosen < 0 ? Optional.empty() : Optional.of(all.get(chosen)),
        next,
        next.map(one -> due(one, age)));
  }

  /** When an image may be taken. */
  public static Instant due(Candidate candidate, Duration age) {
    return candidate.first().plus(age);
  }
}
