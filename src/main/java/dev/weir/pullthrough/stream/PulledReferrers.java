package dev.weir.pullthrough.stream;

import dev.weir.lock.KeyedLock;
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
  private static final int REMEMBERED = 10_000;

  private final ShownElsewhere shown;
  private final Referred referred;
  private final Origins origins;
  private final InstantSource clock;
  private final Recent<Subject, Listed> known = new Recent<>(REMEMBERED);
  private final KeyedLock<Subject> turns = new KeyedLock<>();

  PulledReferrers(PullThrough.Parts parts, ShownElsewhere shown, Referred referred) {
    this.shown = shown;
    this.referred = referred;
    this.origins = parts.origins();
    this.clock = parts.clock();
  }

  private record Subject(StreamId stream, Digest digest) {}

  /** As {@link PullThrough#referrers}. */
  Came<List<Descriptor>> of(StreamName stream, Digest digest) {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Came.own(List.of());
    }
    Subject subject = new Subject(part.get().stream(), digest);
    try (KeyedLock.Turn _ = turns.take(subject)) {
      Optional<Listed> before = known(subject);
      Instant now = clock.instant();
      if (before.filter(list -> list.asked().plus(FRESH).isAfter(now)).isPresent()) {
        return new Came<>(before.get().manifests(), new Arrival.Kept());
      }
      try {
        Listed come = new Listed(now, ask(stream, part.get()));
        keep(subject, before, come);
        return new Came<>(come.manifests(), new Arrival.Fetched(true));
      } catch (PullThroughException e) {
        return stale(before.orElseThrow(() -> e), e, now);
      }
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
      Listed before, PullThroughException why, Instant now) {
    Duration age = Duration.between(before.asked(), now);
    return new Came<>(before.manifests(), new Arrival.Stale(String.valueOf(why.getMessage()), age));
  }

  private List<Descriptor> ask(StreamName stream, Elsewhere subject) {
    Optional<RemoteException> first = Optional.empty();
    for (Origin origin : origins.of(stream, subject.places())) {
      try {
        return Referred.bounded(origin.ask(registry -> registry.referrers(subject.digest())));
      } catch (RemoteException e) {
        first = first.isPresent() ? first : Optional.of(e);
      }
    }
    throw PullThroughException.of(first.orElseThrow(), Outcomes.places(subject));
  }

  /** An answer that says the same as the last one, or nothing at all, need not be written. */
  private void keep(Subject subject, Optional<Listed> before, Listed come) {
    boolean news = !before.map(Listed::manifests).orElse(List.of()).equals(come.manifests());
    if (!news || referred.keep(subject.stream(), subject.digest(), come)) {
      known.keep(subject, come);
    }
  }
}
