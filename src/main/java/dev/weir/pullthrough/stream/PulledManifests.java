package dev.weir.pullthrough.stream;

import dev.weir.access.HeapBudget;
import dev.weir.blob.BlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.lock.SharedWork;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.ManifestReader;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.store.StoreException;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources.Elsewhere;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests of other registries: those that imports brought, and those that clients ask for
 * besides, by their digests. They stay here always, since what they name is shown by their bytes.
 */
final class PulledManifests {
  private static final Logger LOG = LoggerFactory.getLogger(PulledManifests.class);

  private final ShownElsewhere shown;
  private final Mirrors mirrors;
  private final BlobStore mirror;
  private final Origins origins;
  private final Outcomes outcomes;
  private final HeapBudget.Part heap;
  private final InstantSource clock;
  private final SharedWork<Wanted, Came<byte[]>> fetches = new SharedWork<>();

  PulledManifests(PullThrough.Parts parts, ShownElsewhere shown, Outcomes outcomes) {
    this.shown = shown;
    this.mirrors = parts.mirrors();
    this.mirror = parts.mirror();
    this.origins = parts.origins();
    this.heap = parts.heap().imports();
    this.clock = parts.clock();
    this.outcomes = outcomes;
  }

  /** Streams do not wait for one another: each asks with its own logins. */
  private record Wanted(StreamId stream, Digest digest) {}

  /** As {@link PullThrough#manifest}. */
  Optional<Came<byte[]>> manifest(StreamName stream, Digest digest) throws IOException {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Optional<Came<byte[]>> here = here(stream, digest);
    if (here.isPresent()) {
      return here;
    }
    try {
      return Optional.of(
          fetches.get(
              new Wanted(part.get().stream(), digest),
              () -> come(stream, part.get()),
              PullThroughException::interrupted));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What another may have fetched just before. */
  private Came<byte[]> come(StreamName stream, Elsewhere part) {
    try {
      Optional<Came<byte[]>> come = here(stream, part.digest());
      return come.isPresent()
          ? come.get()
          : new Came<>(fetch(stream, part), new Arrival.Fetched(true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link PullThrough#mayShow}. */
  boolean mayShow(StreamName stream, Digest digest) {
    boolean may = shown.mayShow(stream, digest);
    if (may) {
      outcomes.figures().hit();
      mirrors.pulled(stream, digest);
    }
    return may;
  }

  private Optional<Came<byte[]>> here(StreamName stream, Digest digest) throws IOException {
    Optional<byte[]> bytes = shown.text(stream, digest);
    if (bytes.isPresent()) {
      outcomes.figures().hit();
      mirrors.pulled(stream, digest);
    }
    return bytes.map(found -> new Came<>(found, new Arrival.Kept()));
  }

  private byte[] fetch(StreamName stream, Elsewhere part) {
    outcomes.figures().fetched();
    try {
      byte[] bytes = fetch(part, origins.of(stream, part.places()));
      outcomes.came(stream, part);
      return bytes;
    } catch (PullThroughException e) {
      throw outcomes.failed(stream, part, e);
    }
  }

  private byte[] fetch(Elsewhere part, List<Origin> ways) {
    Digest digest = part.digest();
    Optional<RemoteException> first = Optional.empty();
    for (Origin origin : ways) {
      byte[] bytes;
      try (Incoming incoming = new Incoming(heap, clock, 1)) {
        bytes =
            origin
                .ask(registry -> registry.fetchManifest(digest.toString(), incoming::came))
                .bytes();
      } catch (RemoteException e) {
        first = first.isPresent() ? first : Optional.of(e);
        continue;
      }
      keep(part, bytes, origin);
      return bytes;
    }
    throw PullThroughException.of(first.orElseThrow(), Outcomes.places(part));
  }

  /**
   * Where it cannot be kept, whoever asked has it all the same, and the next one asks again. It is
   * the stream's only when what it is made of is, or nobody would bring that any more.
   */
  private void keep(Elsewhere part, byte[] bytes, Origin from) {
    StreamId stream = part.stream();
    Digest digest = part.digest();
    try {
      long size = mirror.put(digest, new ByteArrayInputStream(bytes));
      if (shown.came(stream, digest, bytes)) {
        mirrors.add(stream, digest, size, from.repository());
      }
    } catch (IOException e) {
      LOG.warn(
          "stream={} manifest {} is not kept: {}", stream.name(), digest, FileProblem.named(e));
    } catch (StoreException e) {
      LOG.warn("stream={} manifest {} is not kept: {}", stream.name(), digest, Reason.of(e));
    }
  }

  /** As {@link PullThrough#describe}. */
  Optional<Came<Descriptor>> describe(StreamName stream, Digest digest) throws IOException {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Elsewhere found = part.get();
    boolean known = found.size().isPresent() && !found.mediaType().isEmpty();
    if (!known || shown.text(stream, digest).isPresent()) {
      return manifest(stream, digest).map(came -> came.map(bytes -> described(digest, bytes)));
    }
    List<Origin> _ = origins.of(stream, found.places());
    return Optional.of(
        new Came<>(
            Descriptor.of(found.mediaType(), digest, found.size().getAsLong()),
            new Arrival.Awaited()));
  }

  /** As {@link PullThrough#known}. */
  Optional<Descriptor> known(StreamName stream, Digest digest) throws IOException {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    Optional<byte[]> text = part.isEmpty() ? Optional.empty() : shown.text(stream, digest);
    return text.isPresent()
        ? text.map(bytes -> described(digest, bytes))
        : part.filter(p -> p.size().isPresent() && !p.mediaType().isEmpty())
            .map(p -> Descriptor.of(p.mediaType(), digest, p.size().getAsLong()));
  }

  private static Descriptor described(Digest digest, byte[] bytes) {
    return Descriptor.of(ManifestReader.typeOf(bytes), digest, bytes.length);
  }
}
