package dev.weir.pullthrough.stream;

import dev.weir.access.HeapBudget;
import dev.weir.lock.SharedWork;
import dev.weir.manifest.Descriptor;
import dev.weir.pullthrough.stream.Referred.Listed;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.resource.Recent;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources.Elsewhere;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What other registries say about the images of a stream: asked for again after a quarter of an
 * hour, and given as it is known here while nobody answers.
 */
final class PulledReferrers {
  private static final Duration FRESH = Duration.ofMinutes(15);

  /** Of the manifests that may be kept at hand: lists are small beside these. */
  private static final int EIGHTHS = 8;

  /** A registry that cannot be reached is left alone for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int FAILURES = 1000;

  /** What a list takes while it is read, for each of its bytes. */
  private static final int GROWTH = 4;

  private final ShownElsewhere shown;
  private final Referred referred;
  private final Origins origins;
  private final InstantSource clock;
  private final HeapBudget.Part heap;
  private final Recent<Subject, Listed> known;
  private final Recent<Subject, Failure> failures = new Recent<>(FAILURES);
  private final SharedWork<Subject, Came<List<Descriptor>>> questions = new SharedWork<>();

  PulledReferrers(PullThrough.Parts parts, ShownElsewhere shown, Referred referred) {
    this.shown = shown;
    this.referred = referred;
    this.origins = parts.origins();
    this.clock = parts.clock();
    this.heap = parts.heap().imports();
    this.known = new Recent<>(parts.heap().cached() / EIGHTHS, Listed::weight);
  }

  private record Subject(StreamId stream, Digest digest) {}

  private record Failure(Instant at, PullThroughException why) {}

  /** As {@link PullThrough#referrers}. */
  Came<List<Descriptor>> of(StreamName stream, Digest digest) {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Came.own(List.of());
    }
    Subject subject = new Subject(part.get().stream(), digest);
    return questions.get(
        subject, () -> listed(subject, part.get()), PullThroughException::interrupted);
  }

  private Came<List<Descriptor>> listed(Subject subject, Elsewhere part) {
    Optional<Listed> before = known(subject);
    Instant now = clock.instant();
    if (before.filter(list -> list.asked().plus(FRESH).isAfter(now)).isPresent()) {
      return new Came<>(before.get().manifests(), new Arrival.Kept());
    }
    Optional<Failure> failed =
        failures.find(subject).filter(failure -> failure.at().plus(PAUSE).isAfter(now));
    if (failed.isPresent()) {
      return stale(before, failed.get().why(), now);
    }
    try {
      Listed come = new Listed(now, ask(subject.stream().name(), part));
      keep(subject, come);
      return new Came<>(come.manifests(), new Arrival.Fetched(true));
    } catch (PullThroughException e) {
      if (e.kind() == PullThroughException.Kind.UNAVAILABLE) {
        failures.keep(subject, new Failure(clock.instant(), e));
      }
      return stale(before, e, now);
    }
  }

  private Optional<Listed> known(Subject subject) {
    Optional<Listed> written = referred.list(subject.stream().name(), subject.digest());
    return known
        .find(subject)
        .filter(list -> list.manifests().isEmpty() == written.isEmpty())
        .or(() -> written);
  }

  private static Came<List<Descriptor>> stale(
      Optional<Listed> known, PullThroughException why, Instant now) {
    Listed before = known.orElseThrow(() -> why);
    Duration age = Duration.between(before.asked(), now);
    return new Came<>(before.manifests(), new Arrival.Stale(String.valueOf(why.getMessage()), age));
  }

  private List<Descriptor> ask(StreamName stream, Elsewhere subject) {
    Optional<RemoteException> first = Optional.empty();
    for (Origin origin : origins.of(stream, subject.places())) {
      try (Incoming incoming = new Incoming(heap, clock, GROWTH)) {
        return Referred.bounded(
            origin.ask(
                registry -> registry.referrers(subject.digest(), Referred.MOST, incoming::came)));
      } catch (RemoteException e) {
        first = first.isPresent() ? first : Optional.of(e);
      }
    }
    throw PullThroughException.of(first.orElseThrow(), Outcomes.places(subject));
  }

  /** An answer that says the same as what is written, or nothing at all, need not be written. */
  private void keep(Subject subject, Listed come) {
    Optional<Listed> written = referred.list(subject.stream().name(), subject.digest());
    boolean news = !written.map(Listed::manifests).orElse(List.of()).equals(come.manifests());
    if (!news || referred.keep(subject.stream(), subject.digest(), come)) {
      known.keep(subject, come);
    }
  }
}
