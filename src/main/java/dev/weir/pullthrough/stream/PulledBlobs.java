package dev.weir.pullthrough.stream;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.lock.SharedWork;
import dev.weir.pullthrough.BlobFetches;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.FetchWatcher;
import dev.weir.pullthrough.Kept;
import dev.weir.pullthrough.TooManyFetchesException;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.pullthrough.mirror.Mirrors.Brought;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources.Elsewhere;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Configurations and layers of other registries. Bytes that came for one stream are not given to
 * another by their digest alone: it has to be told by the same registry that it may have them, or
 * they are fetched for it.
 */
final class PulledBlobs {
  private final ShownElsewhere shown;
  private final Mirrors mirrors;
  private final BlobStore mirror;
  private final boolean keeps;
  private final BlobFetches fetches;
  private final Origins origins;
  private final Outcomes outcomes;
  private final SharedWork<Proof, Boolean> proofs = new SharedWork<>();

  PulledBlobs(PullThrough.Parts parts, ShownElsewhere shown, Outcomes outcomes) {
    this.shown = shown;
    this.mirrors = parts.mirrors();
    this.mirror = parts.mirror();
    this.keeps = parts.keeps();
    this.fetches = parts.fetches();
    this.origins = parts.origins();
    this.outcomes = outcomes;
  }

  /** Whether a stream may have what is here already; each is looked into once at a time. */
  private record Proof(StreamId stream, Digest digest) {}

  /** As {@link PullThrough#open}. */
  Optional<Came<Blob>> open(StreamName stream, Digest digest) {
    Optional<Elsewhere> part = shown.blob(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Optional<Blob> here = mirrored(stream, part.get());
    if (here.isPresent()) {
      outcomes.figures().hit();
      return Optional.of(new Came<>(counted(digest, here.get()), new Arrival.Kept()));
    }
    return Optional.of(fetched(stream, part.get()));
  }

  private Blob counted(Digest digest, Blob blob) {
    return mirrors.reading().counted(digest, blob);
  }

  private Optional<Blob> mirrored(StreamName stream, Elsewhere part) {
    Digest digest = part.digest();
    if (mirrors.has(stream, digest)) {
      mirrors.pulled(stream, digest);
      return mirror.open(digest);
    }
    boolean may =
        mirror.size(digest).isPresent()
            && proofs.get(
                new Proof(part.stream(), digest),
                () -> isProven(stream, part),
                PullThroughException::interrupted);
    return may ? mirror.open(digest) : Optional.empty();
  }

  private boolean isProven(StreamName stream, Elsewhere part) {
    Digest digest = part.digest();
    Optional<Long> size = mirror.size(digest);
    if (size.isEmpty() || mirrors.has(stream, digest)) {
      return size.isPresent();
    }
    for (Origin origin : ways(stream, part)) {
      if (mirrors.hostGave(digest, origin.host(), origin.isInsecure())
          && stillGives(origin, digest, size.get())) {
        add(part, size.get(), origin.repository(), origin.isInsecure());
        outcomes.came(stream, part);
        return true;
      }
    }
    return false;
  }

  /** A registry that cannot be asked is asked once more by the fetch, which tells why. */
  private static boolean stillGives(Origin origin, Digest digest, long size) {
    try {
      OptionalLong there = origin.ask(registry -> registry.blobSize(digest));
      return there.isPresent() && (there.getAsLong() == 0 || there.getAsLong() == size);
    } catch (RemoteException _) {
      return false;
    }
  }

  private List<Origin> ways(StreamName stream, Elsewhere part) {
    try {
      return origins.of(stream, part.places());
    } catch (PullThroughException e) {
      throw outcomes.failed(stream, part, e);
    }
  }

  private Came<Blob> fetched(StreamName stream, Elsewhere part) {
    outcomes.figures().fetched();
    List<Origin> ways = ways(stream, part);
    try {
      Blob blob =
          fetches.open(
              stream.namespace(),
              part.digest(),
              part.size(),
              List.copyOf(ways),
              new Watcher(stream, part, ways));
      return new Came<>(counted(part.digest(), blob), new Arrival.Fetched(keeps));
    } catch (RemoteException e) {
      throw outcomes.failed(stream, part, PullThroughException.of(e, Outcomes.places(part)));
    } catch (TooManyFetchesException e) {
      throw PullThroughException.of(e);
    }
  }

  private void add(Elsewhere part, long size, String from, boolean insecure) {
    mirrors.add(part.stream(), List.of(new Brought(part.digest(), size, from, insecure)));
  }

  /** Lets the stream have what came for it, and says how it ended. */
  private final class Watcher implements FetchWatcher {
    private final StreamName stream;
    private final Elsewhere part;
    private final List<Origin> ways;

    Watcher(StreamName stream, Elsewhere part, List<Origin> ways) {
      this.stream = stream;
      this.part = part;
      this.ways = ways;
    }

    @Override
    public void kept(Kept kept) {
      boolean insecure =
          ways.stream()
              .filter(way -> way.repository().equals(kept.from()))
              .allMatch(Origin::isInsecure);
      add(part, kept.size(), kept.from(), insecure);
    }

    @Override
    public void sound() {
      outcomes.came(stream, part);
    }

    @Override
    public void failed(FetchException failure) {
      PullThroughException _ = outcomes.failed(stream, part, PullThroughException.of(failure));
    }
  }

  /** As {@link PullThrough#size}. */
  Optional<Came<Long>> size(StreamName stream, Digest digest) {
    Optional<Elsewhere> part = shown.blob(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> here = mirrors.has(stream, digest) ? mirror.size(digest) : Optional.empty();
    if (here.isPresent()) {
      return Optional.of(new Came<>(here.get(), new Arrival.Kept()));
    }
    List<Origin> ways = origins.of(stream, part.get().places());
    OptionalLong said = part.get().size();
    OptionalLong size = said.isPresent() ? said : asked(part.get(), ways.getFirst());
    return size.isPresent()
        ? Optional.of(new Came<>(size.getAsLong(), new Arrival.Awaited()))
        : Optional.empty();
  }

  private static OptionalLong asked(Elsewhere part, Origin way) {
    try {
      return way.ask(registry -> registry.blobSize(part.digest()));
    } catch (RemoteException e) {
      throw PullThroughException.of(e, Outcomes.places(part));
    }
  }
}
